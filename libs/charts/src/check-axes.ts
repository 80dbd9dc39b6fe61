import { isAcross } from "./trace-data.js";

type Group = Record<string, unknown>;

/** Finds data that its axes lose: numbers that a logarithm doesn't have, and bars that stand behind another one of their name. */
export function findLostData(trace: Group, layout: Group): string[] {
  return [...findWithoutLogarithm(trace, layout), ...findHiddenBars(trace, layout)];
}

function findWithoutLogarithm(trace: Group, layout: Group): string[] {
  return ["x", "y"].flatMap((letter) => {
    const values = trace[letter];
    const id = String(trace[`${letter}axis`] ?? letter);
    const axis = `${letter}axis${id.slice(1)}`;
    if ((layout[axis] as Group | undefined)?.["type"] !== "log" || !Array.isArray(values)) return [];
    const i = values.findIndex((value) => typeof value === "number" && value <= 0);
    return i < 0 ? [] : [`.${letter}[${i}]: expected a number above 0, since ${axis}.type is "log", got ${values[i]}`];
  });
}

function findHiddenBars(trace: Group, { barmode }: Group): string[] {
  const key = isAcross(trace) ? "y" : "x";
  const names = trace[key];
  if (trace["type"] !== "bar" || !Array.isArray(names) || Array.isArray(names[0])) return [];
  if (trace["base"] !== undefined || barmode === "stack" || barmode === "relative") return [];
  const first = new Map<unknown, number>();
  for (const [i, name] of names.entries()) {
    const before = first.get(name);
    if (before !== undefined)
      return [
        `.${key}[${i}]: expected each name once, or barmode: "stack", since bars of one name hide each other, got ${JSON.stringify(name)} as in ${key}[${before}]`,
      ];
    first.set(name, i);
  }
  return [];
}
