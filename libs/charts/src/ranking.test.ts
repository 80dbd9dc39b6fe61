import assert from "node:assert/strict";
import { test } from "node:test";
import { de } from "./locale/de.js";
import { en } from "./locale/en.js";
import { formatMoneyShort, readAmount } from "./money.js";
import { quantity } from "./quantity.js";
import { findExtremes, findLeader, formatRanked, rankGroups } from "./ranking.js";

const makeGroups = (...cents: bigint[]) =>
  cents.map((cents, i) => ({ name: "ABCDEF"[i]!, revenue: readAmount(cents, en), sales: quantity(i + 1) }));
const names = (groups: readonly { name: string }[] = []): string => groups.map(({ name }) => name).join("");

test("the highest and the lowest are all that have that revenue, in their order", () => {
  const ends = (...cents: bigint[]): string[] => {
    const extremes = findExtremes(makeGroups(...cents));
    return [names(extremes?.highest), names(extremes?.lowest)];
  };
  assert.deepEqual(ends(1n, 3n, 2n), ["B", "A"]);
  assert.deepEqual(ends(3n, 1n, 3n, 2n, 1n), ["AC", "BE"]);
  assert.deepEqual(ends(-3n, -1n), ["B", "A"]);
});

test("of none, of one and of equals, none is the highest", () => {
  for (const groups of [[], [5n], [5n, 5n], [0n, 0n, 0n], [-5n, -5n]])
    assert.equal(findExtremes(makeGroups(...groups)), undefined);
  assert.equal(rankGroups(makeGroups(5n, 5n), readAmount(10n, en), en), undefined);
});

test("a leader is alone at the top, and above zero", () => {
  const leader = (...cents: bigint[]): string | undefined => findLeader(makeGroups(...cents))?.name;
  assert.equal(leader(1n, 2n), "B");
  for (const groups of [[], [2n], [2n, 2n, 1n], [0n, -1n], [-1n, -2n]]) assert.equal(leader(...groups), undefined);
});

test("what is ranked has a list of names, the revenue and the share of each, and the sales of one", () => {
  const groups = makeGroups(300n, 100n, 300n);
  assert.deepEqual(rankGroups(groups, readAmount(700n, en), en), {
    highest: { name: "A and C", count: 2, revenue: "€3.00", share: "42.9%", sales: undefined },
    lowest: { name: "B", count: 1, revenue: "€1.00", share: "14.3%", sales: quantity(2) },
  });
  assert.deepEqual(rankGroups(groups, readAmount(700n, en), en, formatMoneyShort)?.lowest.revenue, "€1");
  assert.deepEqual(rankGroups(groups, readAmount(700n, en), en, formatMoneyShort)?.highest.revenue, "€3");
});

test("no share is said of a total that isn't above zero", () => {
  const share = (all: bigint) => formatRanked(makeGroups(50n), readAmount(all, en), en).share;
  assert.deepEqual([share(100n), share(0n), share(-100n)], ["50.0%", undefined, undefined]);
});

test("four names are listed; of more, three and that there are others", () => {
  const list = (count: number, messages: typeof en) =>
    formatRanked(makeGroups(...Array.from({ length: count }, () => 1n)), readAmount(1n, en), messages);
  assert.equal(list(4, en).name, "A, B, C and D");
  assert.deepEqual([list(5, en).name, list(5, en).count], ["A, B, C and others", 5]);
  assert.equal(list(6, de).name, "A, B, C und andere");
});
