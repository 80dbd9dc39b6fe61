import type { Messages, Ranked } from "./locale/index.js";
import { findRange, formatMoney, formatShare } from "./money.js";
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
  const [least, most] = findRange(groups.map(({ cents }) => cents));
  if (least === most) return undefined;
  return {
    highest: groups.filter(({ cents }) => cents === most),
    lowest: groups.filter(({ cents }) => cents === least),
  };
}

/** Finds the group that alone has the highest revenue, above zero; undefined where there is none, or only one group. */
export function findLeader<G extends Cell>(groups: readonly G[]): G | undefined {
  const [first, ...equals] = findExtremes(groups)?.highest ?? [];
  return first !== undefined && first.cents > 0n && equals.length === 0 ? first : undefined;
}

/** So many names are listed; of more, the last stands for the rest. */
const mostNamed = 4;

/**
 * Formats groups of the same revenue.
 * @param allCents  what the shares are parts of
 */
export function formatRanked(
  groups: readonly Group[],
  allCents: bigint,
  messages: Messages,
  format = formatMoney,
): Ranked {
  const names = groups.map(({ name }) => name);
  if (names.length > mostNamed) names.splice(mostNamed - 1, names.length, messages.otherNames);
  const [{ cents, sales } = { cents: 0n, sales: 0 }] = groups;
  return {
    name: messages.list(names),
    count: groups.length,
    revenue: format(cents, messages),
    share: allCents > 0n ? formatShare(cents, allCents, messages) : undefined,
    sales: groups.length === 1 ? sales : undefined,
  };
}

/** Formats the extremes of groups, as `findExtremes` finds them. */
export function rankGroups(
  groups: readonly Group[],
  allCents: bigint,
  messages: Messages,
  format = formatMoney,
): Record<"highest" | "lowest", Ranked> | undefined {
  const extremes = findExtremes(groups);
  return (
    extremes && {
      highest: formatRanked(extremes.highest, allCents, messages, format),
      lowest: formatRanked(extremes.lowest, allCents, messages, format),
    }
  );
}
