import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { copyCheckout } from "../checkout.js";

// Stryker knows no SQL. These are the same kinds of changes, one at a time, and the tests of the folder for each.

/** What is changed into what; each place of each is one mutant. */
const changes: [RegExp, (found: string) => string][] = [
  [/\bsum\(/g, () => "count("],
  [/\bcount\(\*\)/g, () => "count(*) + 1"],
  [/(?<=\bgrouping\()\w+/g, (column) => (column === "month" ? "hour" : "month")],
  [/<>|<=|>=|<|>|=/g, (sign) => ({ "<>": "=", "<=": "<", ">=": ">", "<": "<=", ">": ">=" })[sign] ?? "<>"],
  [/ [+*-] (?=\d)/g, (sign) => (sign === " + " ? " - " : " + ")],
  [/\b(and|or)\b/g, (word) => (word === "and" ? "or" : "and")],
  [/ desc\b/g, () => ""],
  [/(?<=\b(?:order|partition) by )[\w.]+(?![\w.(])/g, () => "1"],
  [/(?<![\w.])\d+(?![\w.])/g, (number) => String(Number(number) + 1)],
  [/^ +(where|having) .*$/gm, () => ""],
  [
    /^ +(revenue|sales)(?=,?$)/gm,
    (column) => column.replace(/\w+/, (name) => (name === "sales" ? "revenue as sales" : "sales as revenue")),
  ],
  [/(?<= = )'\w+'/g, () => "'none'"],
  [/(?<=\()year(?=, )|(?<=\()weekday(?=, )/g, (column) => (column === "year" ? "month" : "hour")],
];

/** A change of a file: where, and the whole text after it. */
export interface SqlMutant {
  key: string;
  file: string;
  text: string;
}

export function listSqlMutants(file: string): SqlMutant[] {
  const text = readFileSync(file, "utf8");
  return changes.flatMap(([pattern, change]) =>
    [...text.matchAll(pattern)]
      .filter(({ index = 0 }) => !/^--/.test(text.slice(text.lastIndexOf("\n", index) + 1)))
      .map(({ index = 0, 0: found }) => {
        const changed = text.slice(0, index) + change(found) + text.slice(index + found.length);
        const line = text.slice(0, index).split("\n").length;
        return {
          key: `${file}:${line} ${found.trim()} → ${change(found).trim() || "nothing"} (at ${index})`,
          file,
          text: changed,
        };
      }),
  );
}

/** Runs the tests once for each change, in a copy; resolves to the number that failed, and prints the others. */
export function runSqlMutants(mutants: readonly SqlMutant[], tests: readonly string[]): { killed: number } {
  const { root, remove } = copyCheckout();
  const passes = (): boolean =>
    tests.every(
      (test) => spawnSync("node", ["--import", "@tillbook/pipeline/tsx", "--test", test], { cwd: root }).status === 0,
    );
  try {
    if (!passes()) throw new Error(`expected ${tests.join(", ")} to pass before anything is changed`);
    let killed = 0;
    for (const { key, file, text } of mutants) {
      const good = readFileSync(join(root, file));
      writeFileSync(join(root, file), text);
      if (passes()) console.log(`[Survived] SQL\n${key}\n`);
      else killed++;
      writeFileSync(join(root, file), good);
    }
    return { killed };
  } finally {
    remove();
  }
}
