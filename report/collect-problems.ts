import { TillbookError } from "@tillbook/pipeline";

/**
 * Does something for each item, and goes on after a failure, so that all are told at once.
 * @throws TillbookError of one failure; AggregateError of several; at once what is no TillbookError
 */
export function collectProblems<T, R>(items: readonly T[], work: (item: T, index: number) => R): R[] {
  const problems: TillbookError[] = [];
  const results = items.flatMap((item, index) => {
    try {
      return [work(item, index)];
    } catch (error) {
      problems.push(...listProblems(error));
      return [];
    }
  });
  if (problems.length > 1) throw new AggregateError(problems, problems.map(({ message }) => message).join("\n"));
  if (problems[0]) throw problems[0];
  return results;
}

function listProblems(error: unknown): TillbookError[] {
  if (error instanceof TillbookError) return [error];
  if (error instanceof AggregateError) return error.errors.flatMap(listProblems);
  throw error;
}
