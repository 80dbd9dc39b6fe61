import assert from "node:assert/strict";
import { test } from "node:test";
import { nameDay, nameHour } from "../calendar.js";
import { formatAmount, formatAmountShort, formatMoney, formatMoneyShort, headAmounts } from "../money.js";
import { formatCount, formatShare } from "../numbers.js";
import { de, en, locales } from "./index.js";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

test("German numbers have a comma, points between thousands, and the currency behind them", () => {
  assert.equal(plain(formatMoney(123456n, de)), "1.234,56 €");
  assert.equal(formatAmount(-123456789n, de), "−1.234.567,89");
  assert.equal(plain(formatMoneyShort(350_000n, de)), "3,5 Tsd. €");
  assert.equal(plain(formatMoneyShort(125_000_000n, de)), "1,3 Mio. €");
  assert.equal(plain(formatMoneyShort(-95_000n, de)), "−950 €");
  assert.equal(plain(formatAmountShort(1_230_000n, de)), "12,3 Tsd.");
  assert.equal(formatCount(1_000_000, de), "1.000.000");
  assert.equal(plain(formatShare(1255n, 10000n, de)), "12,6 %");
});

test("German days and hours are those of a German page", () => {
  assert.equal(plain(nameDay("2026-03-09", de)), "9. März 2026");
  assert.equal(plain(nameHour(17, de)), "17–18 Uhr");
  assert.equal(de.calendar.quarter(2026, 2), "2. Quartal 2026");
});

test("every language is found by its tag, and has the name that it has itself", () => {
  for (const [tag, { language, name }] of Object.entries(locales)) {
    assert.equal(language, tag);
    const known = new Intl.DisplayNames([tag], { type: "language" }).of(tag);
    assert.equal(name.toLowerCase(), known?.toLowerCase());
  }
});

test("no sentence of one language is that of another", () => {
  const texts = (value: unknown): string[] =>
    typeof value === "string" ? [value] : value && typeof value === "object" ? Object.values(value).flatMap(texts) : [];
  const sentences = Object.values(locales)
    .flatMap((messages) => [...new Set(texts({ ...messages, notebooks: undefined }))])
    .filter((text) => /\p{L}{3}.* .*\p{L}{3}/u.test(text));
  assert.ok(sentences.length > 40);
  assert.deepEqual(
    sentences.filter((text, i) => sentences.indexOf(text) !== i),
    [],
  );
});

test("no text of any language is empty", () => {
  const list = (value: unknown, path: string): [string, unknown][] =>
    value !== null && typeof value === "object"
      ? Object.entries(value).flatMap(([key, one]) => list(one, `${path}.${key}`))
      : [[path, value]];
  const empty = Object.values(locales)
    .flatMap((messages) => list(messages, messages.language))
    .filter(([, text]) => typeof text === "string" && text.trim() === "");
  assert.deepEqual(empty, []);
});

test("months and weekdays have the names that the language gives them", () => {
  for (const { language: tag, calendar } of [en, de]) {
    const name = (day: number, part: "month" | "weekday"): string =>
      new Intl.DateTimeFormat(tag, { [part]: "long", timeZone: "UTC" }).format(new Date(Date.UTC(2025, 0, day)));
    for (let month = 1; month <= 12; month++) {
      const long = name(31 * month - 15, "month");
      assert.equal(calendar.month(undefined, month), long);
      assert.equal(calendar.month(2025, month), `${long} 2025`);
      assert.equal(calendar.monthShort(month), tag === "de" && month === 3 ? "Mrz" : long.slice(0, 3));
    }
    // 6 January 2025 was a Monday
    for (let weekday = 1; weekday <= 7; weekday++)
      assert.equal(calendar.weekday(weekday), name(5 + weekday, "weekday"));
  }
});

test("quarters, decades, spans and days are written as the language writes them", () => {
  const say = ({ calendar }: typeof en): string[] => [
    ...[1, 2, 3, 4].map((quarter) => calendar.quarter(2025, quarter)),
    calendar.quarterShort(4),
    calendar.decade(2020),
    calendar.span("a", "b"),
    calendar.day(undefined, 3, 9),
    calendar.hour(7),
    calendar.weekday(8),
  ];
  assert.deepEqual(say(en), [
    ...["1st quarter of 2025", "2nd quarter of 2025", "3rd quarter of 2025", "4th quarter of 2025", "Q4"],
    ...["2020s", "a to b", "9 March", "7:00", "day 8"],
  ]);
  assert.deepEqual(say(de).map(plain), [
    ...["1. Quartal 2025", "2. Quartal 2025", "3. Quartal 2025", "4. Quartal 2025", "Q4"],
    ...["2020er", "a bis b", "9. März", "07:00", "Tag 8"],
  ]);
});

test("amounts have the units of the language", () => {
  const say = (messages: typeof en): string =>
    plain([350_000n, 350_000_000n, 350_000_000_000n].map((cents) => formatMoneyShort(cents, messages)).join(" "));
  assert.equal(say(en), "€3.5k €3.5M €3.5bn");
  assert.equal(say(de), "3,5 Tsd. € 3,5 Mio. € 3,5 Mrd. €");
  const tight = (messages: typeof en): string =>
    plain([350_000n, 350_000_000n, 350_000_000_000n].map((cents) => formatAmountShort(cents, messages)).join(" "));
  assert.equal(tight(en), "3.5k 3.5M 3.5bn");
  assert.equal(tight(de), "3,5 Tsd. 3,5 Mio. 3,5 Mrd.");
  assert.deepEqual([headAmounts("Ulm", en), headAmounts("Ulm", de)], ["Ulm (€)", "Ulm (€)"]);
});

test("what the report says around the notebooks has its values in it", () => {
  const say = ({ report, manifests }: typeof en): string[] =>
    [
      report.syntheticData("42"),
      report.syntheticData(undefined),
      report.changedDetails("<a>Origin</a>"),
      report.dataOf("Sales peak"),
      manifests.fingerprint("1", "€5.00", "77"),
      manifests.fingerprint("1,200", "€5.00", "77"),
      manifests.moreFiles(1200),
    ].map(plain);
  assert.deepEqual(say(en), [
    "Synthetic data, seed 42",
    "Synthetic data",
    "See “<a>Origin</a>” for details.",
    "Figures: Sales peak",
    "1 row, €5.00, checksum 77",
    "1,200 rows, €5.00, checksum 77",
    "1,200 more, listed in the provenance attached to this report",
  ]);
  assert.deepEqual(say(de), [
    "Synthetische Daten, Startwert 42",
    "Synthetische Daten",
    "Näheres unter „<a>Origin</a>“.",
    "Zahlen: Sales peak",
    "1 Zeile, €5.00, Prüfsumme 77",
    "1,200 Zeilen, €5.00, Prüfsumme 77",
    "1.200 weitere, aufgeführt im Herkunftsnachweis, der diesem Bericht beiliegt",
  ]);
});

test("names are listed with an and before the last", () => {
  for (const [messages, and] of [
    [en, "and"],
    [de, "und"],
  ] as const) {
    assert.equal(messages.list([]), "");
    assert.equal(messages.list(["a"]), "a");
    assert.equal(messages.list(["a", "b"]), `a ${and} b`);
    assert.equal(messages.list(["a", "b", "c"]), `a, b ${and} c`);
  }
});
