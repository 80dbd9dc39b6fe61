import type { Messages, Ranked } from "./locale/index.js";
import { formatMoney } from "./money.js";
import { formatShare } from "./numbers.js";
import { type Quantity, toQuantity } from "./quantity.js";
import type { Cell } from "./tally.js";

/** A month, a store, an hour … and what was sold there. */
export interface Group extends Cell {
  name: string;
}

/** The groups of the highest and of the lowest revenue, each in the order given. */
export interface Extremes<G> {
  highest: G[];
  lowest: G[];
}

/** Finds the extremes of groups; undefined where nothing differs, of one group for instance. */
export function findExtremes<G extends Cell>(groups: readonly G[]): Extremes<G> | undefined {
  const sorted = groups.map(({ revenue }) => revenue).sort((a, b) => a.compare(b));
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (least === undefined || most === undefined || least.equals(most)) return undefined;
  return {
    highest: groups.filter(({ revenue }) => revenue.equals(most)),
    lowest: groups.filter(({ revenue }) => revenue.equals(least)),
  };
}

/** Finds the group that alone has the highest revenue, above zero; undefined where there is none, or only one group. */
export function findLeader<G extends Cell>(groups: readonly G[]): G | undefined {
  const [first, ...equals] = findExtremes(groups)?.highest ?? [];
  return first !== undefined && first.revenue.sign > 0 && equals.length === 0 ? first : undefined;
}

/** So many names are listed; of more, the last stands for the rest. */
const mostNamed = 4;

/**
 * Formats groups of the same revenue.
 * @param all  revenue that the shares are parts of
 */
export function formatRanked(
  groups: readonly Group[],
  all: Quantity,
  messages: Messages,
  format = formatMoney,
): Ranked {
  const names = groups.map(({ name }) => name);
  if (names.length > mostNamed) names.splice(mostNamed - 1, names.length, messages.otherNames);
  const [{ revenue, sales } = { revenue: toQuantity(0), sales: toQuantity(0) }] = groups;
  return {
    name: messages.list(names),
    count: groups.length,
    revenue: format(revenue, messages),
    share: all.sign > 0 ? formatShare(revenue, all, messages) : undefined,
    sales: groups.length === 1 ? sales : undefined,
  };
}

/** Formats the extremes of groups, as `findExtremes` finds them. */
export function rankGroups(
  groups: readonly Group[],
  all: Quantity,
  messages: Messages,
  format = formatMoney,
): Record<"highest" | "lowest", Ranked> | undefined {
  const extremes = findExtremes(groups);
  return (
    extremes && {
      highest: formatRanked(extremes.highest, all, messages, format),
      lowest: formatRanked(extremes.lowest, all, messages, format),
    }
  );
}
