/** Writes the places of rows as ranges with both ends included, e.g. "0-11,14"; of every seventh row "3-24/7". Each place once. */
export function formatRanges(places: readonly number[]): string {
  const sorted = Uint32Array.from(places).sort();
  const ranges: string[] = [];
  for (let i = 0; i < sorted.length; ) {
    const step = (sorted[i + 1] ?? 0) - sorted[i]!;
    let last = i;
    while (last + 1 < sorted.length && sorted[last + 1]! - sorted[last]! === step) last += 1;
    const isRange = last - i > 1 || (step === 1 && last > i);
    if (!isRange) last = i;
    ranges.push(isRange ? `${sorted[i]}-${sorted[last]}${step === 1 ? "" : `/${step}`}` : String(sorted[i]));
    i = last + 1;
  }
  return ranges.join(",");
}

/** Lists the places that `formatRanges` wrote, rising within each range. @throws Error when it didn't */
export function parseRanges(text: string): number[] {
  if (text === "") return [];
  return text.split(",").flatMap((range) => {
    const [, first, last = first, step = "1"] = /^(\d+)(?:-(\d+)(?:\/([1-9]\d*))?)?$/.exec(range) ?? [];
    if (first === undefined) throw new Error(`expected rows such as "0-11,14", got ${JSON.stringify(text)}`);
    const count = Math.floor((Number(last) - Number(first)) / Number(step)) + 1;
    return Array.from({ length: count }, (_, i) => Number(first) + i * Number(step));
  });
}
