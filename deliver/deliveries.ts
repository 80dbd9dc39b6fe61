import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { formatManifest, type Paths, writeFileAtomic } from "@tillbook/pipeline";
import * as v from "valibot";

/** What a recipient was sent last. */
export interface Delivery {
  /** SHA-256 of what the mail said, and of what its reader sees in the reports. */
  content: string;
  /** Without the angle brackets. */
  messageId: string;
  /** Whether another state of the same reports was sent before. */
  supersedes: boolean;
}

/** The last deliveries to an address, by period and reports: see `nameDelivery`. */
export type Deliveries = Record<string, Delivery>;

const schema = v.record(
  v.string(),
  v.strictObject({ content: v.string(), messageId: v.string(), supersedes: v.boolean() }),
);

/** Names what a delivery is of, e.g. `["2026-02",null,"Köln"]`; null is the chain. */
export function nameDelivery(period: string, stores: readonly (string | undefined)[]): string {
  return JSON.stringify([period, ...stores.map((store) => store ?? null)]);
}

/**
 * Reads what was delivered to an address.
 * @param emlName  of its mail, see `nameEml`
 */
export async function readDeliveries(paths: Pick<Paths, "data">, emlName: string): Promise<Deliveries> {
  const file = nameFile(paths, emlName);
  return existsSync(file) ? v.parse(schema, JSON.parse(await readFile(file, "utf8"))) : {};
}

/** Records what was delivered to an address, for its owner's eyes only: the old record or the new one is there, never a part. */
export async function writeDeliveries(
  paths: Pick<Paths, "data">,
  emlName: string,
  deliveries: Deliveries,
): Promise<void> {
  await writeFileAtomic(nameFile(paths, emlName), formatManifest(deliveries), { mode: 0o600 });
}

function nameFile({ data }: Pick<Paths, "data">, emlName: string): string {
  return join(data, "deliveries", emlName.replace(/\.eml$/, ".json"));
}
