import { copyCheckout } from "./checkout.js";
import { describeEnd, findMoment, formatMs, judge, killAt, kinds, reset, runUndisturbed, sum } from "./killed-run.js";
import { createRandom } from "./random.js";
import { watchTables } from "./reader.js";

// `make test-kills`: kills a cold run at seeded random moments, and has the next `make report` end as if nothing had been,
// while somebody reads the database. KILLS is the number of moments, KILL_SEED chooses them. Prints a table, one line each.

const count = Number(process.env["KILLS"] ?? 50);
const seed = Number(process.env["KILL_SEED"] ?? 1);
/** Two data sets take turns, so that each run has old results of the other to replace. */
const data: [Record<string, string>, Record<string, string>] = [
  { SALES_ROWS: "5000", SALES_SEED: "1" },
  { SALES_ROWS: "5000", SALES_SEED: "2" },
];
const other = { SALES_ROWS: "5000", SALES_SEED: "3" };

const checkout = copyCheckout();
const reader = watchTables(checkout.root);
let bad = 0;
try {
  const [first, second] = [await runUndisturbed(checkout, data[0]), await runUndisturbed(checkout, data[1])];
  const { durations } = second;
  const random = createRandom(seed);
  console.log(`kills     ${count} moments of a run of ${formatMs(sum(Object.values(durations)))}, seed ${seed}`);
  console.log(
    "   # | killed     | at      | in        | run ended          | before the next      | next run | outcome",
  );
  for (let i = 0; i < count; i++) {
    const [kind, { processes, lives, forMs = Number.POSITIVE_INFINITY }] =
      Object.entries(kinds)[i % Object.keys(kinds).length]!;
    const moment = findMoment(durations, lives, random());
    moment.afterMs %= forMs;
    const isEmpty = i % 10 === 9;
    reset(checkout, isEmpty);
    if (isEmpty) reader.forget();
    const killed = await killAt(checkout, processes, moment, data[i % 2] ?? {});
    const between = i % 5 === 3 ? "an import of others" : "";
    if (between !== "") await checkout.make("import", other);
    const started = performance.now();
    const next = await checkout.make("report", data[i % 2]);
    const problems = await judge(checkout, next, (i % 2 === 0 ? first : second).expected);
    if (problems.length > 0) bad++;
    const line = [
      String(i + 1).padStart(4),
      kind.padEnd(10),
      formatMs(killed.at).padStart(7),
      killed.stage.padEnd(9),
      describeEnd(killed.ended).padEnd(18),
      `${isEmpty ? "no database" : ""}${between}`.padEnd(20),
      formatMs(performance.now() - started).padStart(8),
      problems.length === 0 ? "same bytes" : problems.join("; "),
    ];
    console.log(line.join(" | "));
    if (problems.length > 0) console.log(`${killed.ended.output}\n----\n${next.output}`);
  }
} finally {
  await reader.stop();
  checkout.remove();
}
const violations = reader.violations();
console.log(`reader    ${reader.reads()} looks at all tables, ${violations.length} contradictions`);
for (const violation of violations) console.log(`reader    ${violation}`);
if (reader.reads() === 0) throw new Error("expected the reader to see the tables, it never did");
console.log(`kills     ${count - bad} of ${count} ended with the bytes of an undisturbed run`);
process.exitCode = bad + violations.length > 0 ? 1 : 0;
