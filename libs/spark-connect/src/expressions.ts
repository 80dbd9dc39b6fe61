import type { Expression, SortOrder } from "./messages.js";

/** An expression as text, which Spark parses. */
export function parseExpression(text: string): Expression {
  return { expressionString: { expression: text } };
}

/** Takes the order from the end of a text, e.g. `revenue desc nulls last`; by default nulls are the smallest values. */
export function orderBy(text: string): SortOrder {
  const [, expression = text, order = "asc", nulls] =
    /^(.+?)(?:\s+(asc|desc))?(?:\s+nulls\s+(first|last))?\s*$/is.exec(text) ?? [];
  const isAscending = order.toLowerCase() === "asc";
  const isFirst = nulls === undefined ? isAscending : nulls.toLowerCase() === "first";
  return {
    child: parseExpression(expression),
    direction: isAscending ? "SORT_DIRECTION_ASCENDING" : "SORT_DIRECTION_DESCENDING",
    nullOrdering: isFirst ? "SORT_NULLS_FIRST" : "SORT_NULLS_LAST",
  };
}
