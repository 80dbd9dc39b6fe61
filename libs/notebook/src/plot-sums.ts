import { readPeriodFiles } from "@tillbook/dataset";
import type { Manifests, Paths } from "@tillbook/pipeline";
import { type connectMysql, readMonthSums } from "@tillbook/services";

/**
 * Reads what a report is compared by with earlier ones: the sums of its months, and in a chain's report of a period what each file has
 * in it.
 * @param of  the period and store of the report
 */
export async function readPlotSums(
  connection: Awaited<ReturnType<typeof connectMysql>>,
  paths: Paths,
  imported: Pick<Manifests["import"], "files"> | undefined,
  { period, store }: Pick<Manifests["plot"], "period" | "store">,
): Promise<Pick<Manifests["plot"], "months" | "period_files">> {
  const months = await readMonthSums(connection, { days: period, store });
  const names = imported?.files.map(({ name }) => name) ?? [];
  const period_files =
    period !== undefined && store === undefined ? await readPeriodFiles(connection, paths, names, period) : undefined;
  return { ...(months && { months }), ...(period_files && { period_files }) };
}
