import { sha256 } from "@tillbook/pipeline";

/** Manifests by stage. */
type Manifests = Readonly<Record<string, unknown>>;

/**
 * Takes out of the manifests in a store's report what names files, which may be those of other stores, and rows that checks of the
 * data found: files become their number, their sums and the SHA-256 of their list. Those of a chain's report stay as they are.
 */
export function hideNames<M extends Manifests>(manifests: M): M {
  if (!isOfStore(manifests)) return manifests;
  const hidden = Object.entries(manifests).map(([stage, manifest]) => [stage, hide(manifest as Manifests)]);
  return Object.fromEntries(hidden) as M;
}

function isOfStore({ plot }: Manifests): boolean {
  return (plot as { store?: string } | undefined)?.store !== undefined;
}

function hide(manifest: Manifests): Manifests {
  const { files, checks } = manifest as { files?: File[]; checks?: object[] };
  return {
    ...manifest,
    ...(files && { files: sumFiles(files) }),
    ...(checks && { checks: checks.map((check) => ({ ...check, first: [] })) }),
  };
}

interface File {
  rows: number;
  amount_cents: string;
}

function sumFiles(files: readonly File[]): object {
  return {
    count: files.length,
    rows: files.reduce((sum, { rows }) => sum + rows, 0),
    amount_cents: String(files.reduce((sum, { amount_cents }) => sum + BigInt(amount_cents), 0n)),
    sha256: sha256(JSON.stringify(files)),
  };
}
