/**
 * Places boxes in a row so that none covers another, in their order, each as near to where it should be as the others let it; those that
 * stand close become groups around their mean.
 * @param boxes  where the middle of each should be, and its size
 * @param length  of the row, from 0 on
 * @returns the middles; undefined where the row is too short for all
 */
export function placeApart(boxes: readonly { at: number; size: number }[], length: number): number[] | undefined {
  if (boxes.reduce((all, { size }) => all + size, 0) > length) return undefined;
  const groups: { start: number; size: number; boxes: { at: number; size: number }[] }[] = [];
  for (const box of boxes) {
    let group = place([box], length);
    // a group that reaches into the one before it joins that
    for (let last = groups.at(-1); last && last.start + last.size > group.start; last = groups.at(-1))
      group = place([...groups.pop()!.boxes, ...group.boxes], length);
    groups.push(group);
  }
  return groups.flatMap(({ start, boxes: own }) => {
    let end = start;
    return own.map(({ size }) => {
      end += size;
      return end - size / 2;
    });
  });
}

/** Puts boxes side by side where they are nearest to their places on average. */
function place(boxes: { at: number; size: number }[], length: number) {
  let size = 0;
  let wanted = 0;
  for (const box of boxes) {
    wanted += box.at - box.size / 2 - size;
    size += box.size;
  }
  const start = Math.min(Math.max(wanted / boxes.length, 0), length - size);
  return { start, size, boxes };
}
