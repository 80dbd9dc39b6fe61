import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { locales } from "@tillbook/charts";
import { formatManifest, type Paths, sha256 } from "@tillbook/pipeline";
import { findViewed, type ReportScope } from "@tillbook/queries";
import { bundleModules } from "./bundle.js";
import { type CellCode, listTables, readCode } from "./cell-code.js";
import type { NotebookCode } from "./execute.js";

const files = ["libs/notebook/jupyter/kernels/tslab/kernel.json", "package-lock.json", "requirements.txt"];
/** What runs every notebook, with what it uses of other libs. */
const runners = ["kernel", "execute", "executed-notebook"].map((name) => `libs/notebook/src/${name}.ts`);

/**
 * Hashes what the outputs of each notebook depend on: its code, the functions that it uses, the texts of its language, the
 * tables that it reads and what they mean in the report's scope, what runs it, and the locked dependencies. Not its Markdown.
 * Where the code doesn't tell which tables it reads, all count.
 * @returns by name; without a notebook whose inputs can't be known, since a table's manifest or a module is missing
 */
export async function hashInputs(
  paths: Paths,
  locale: string,
  notebooks: readonly NotebookCode[],
  scope?: ReportScope,
): Promise<Map<string, string>> {
  return (await prepareHashes(paths, locale, notebooks))(scope);
}

/** Reads once what `hashInputs` hashes; returns what hashes it for one scope after the other. */
export async function prepareHashes(
  paths: Paths,
  locale: string,
  notebooks: readonly NotebookCode[],
): Promise<(scope?: ReportScope) => Map<string, string>> {
  const manifests = await readManifests(paths);
  if (manifests === undefined) return () => new Map();
  const codes = new Map(notebooks.map(({ name, cells }) => [name, readCode(cells)]));
  const modules = new Map([...codes].map(([name, { imports }]) => [name, imports]));
  const others = Object.keys(locales).filter((language) => language !== locale);
  const bundles = await bundleModules(paths.root, modules, runners, others);
  if (bundles === undefined) return () => new Map();
  const shared = await hashFiles(paths.root, [...files, ...(await listOwnSources(paths.root))]);
  const runner = runners.map((file) => bundles.get(file));
  const parts = await Promise.all(
    notebooks.map(async ({ name, cells }) => {
      const code = codes.get(name)!;
      const tables = await describeTables(paths.root, manifests, await listQueries(paths.root, code));
      return { name, cells, tables, named: await hashNamedFiles(paths.root, code) };
    }),
  );
  return (scope) => {
    const hashes = parts.map(({ name, cells, tables, named }) => {
      const read = tables && sha256(JSON.stringify([scope, tables]));
      return [name, sha256(JSON.stringify([locale, shared, runner, bundles.get(name), cells, read, named]))] as const;
    });
    return new Map(hashes);
  };
}

interface TableManifests {
  import: Record<string, unknown>;
  aggregate: { wrote?: Record<string, string>; [key: string]: unknown };
}

async function readManifests(paths: Paths): Promise<TableManifests | undefined> {
  const [imported, aggregate] = await Promise.all(["import", "aggregate"].map((stage) => readTables(paths, stage)));
  return imported && aggregate && { import: imported, aggregate };
}

/** Reads a manifest without the server's version: the same tables on another server give the same notebooks. */
async function readTables(paths: Paths, stage: string): Promise<Record<string, unknown> | undefined> {
  try {
    const manifest = JSON.parse(await readFile(join(paths.manifests, `${stage}.json`), "utf8"));
    const { server_version: _, ...tables } = manifest;
    return tables;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Lists the queries of a notebook and of the modules beside it that it imports; undefined where they are not written out. */
async function listQueries(root: string, code: CellCode): Promise<CellCode["queries"]> {
  const queries = [code.queries];
  const modules = new Set(code.beside);
  for (const name of modules) {
    const source = await readFile(join(root, "notebooks", name.replace(/\.js$/, ".ts")), "utf8").catch(() => undefined);
    if (source === undefined) return undefined;
    const { beside, queries: own } = readCode([source]);
    for (const other of beside) modules.add(other);
    queries.push(own);
  }
  return queries.some((some) => some === undefined) ? undefined : queries.flatMap((some) => some ?? []);
}

/**
 * Describes the tables that queries read: those of results by their content and query, others by what is known of the import.
 * Undefined where there are no queries.
 */
async function describeTables(
  root: string,
  { import: imported, aggregate }: TableManifests,
  queries: CellCode["queries"],
): Promise<unknown[] | undefined> {
  if (queries?.length === 0) return undefined;
  const results = aggregate.wrote ?? {};
  const scopes = (await readdir(join(root, "spark"))).filter((name) => name.endsWith(".scope.sql")).sort();
  const views = await readViews(root, scopes);
  const known = [...Object.keys(results), ...views.keys(), "sales", "import_status"];
  const read = queries && listTables(queries, known);
  if (read === undefined) {
    const texts = await hashFiles(
      root,
      scopes.map((name) => `spark/${name}`),
    );
    return [formatManifest(imported), formatManifest(aggregate), texts];
  }
  const parts = read.map(async (name) => {
    const table = views.get(name) ?? name;
    const written = results[table];
    if (written === undefined) return [name, formatManifest(imported), aggregate["read"]];
    return [name, written, await hashFiles(root, [`spark/${table}.sql`, `spark/${name}.scope.sql`])];
  });
  // amounts are written in the currency of the files
  return [imported["currency"], await Promise.all(parts)];
}

/** Finds the tables that scope files are views of, by the names of the views. */
async function readViews(root: string, scopes: readonly string[]): Promise<Map<string, string>> {
  const views = scopes.map(async (file) => {
    const table = findViewed(await readFile(join(root, "spark", file), "utf8"));
    return table === undefined ? [] : [[file.replace(/\.scope\.sql$/, ""), table] as const];
  });
  return new Map((await Promise.all(views)).flat());
}

/** Lists the sources of this lib: the kernel loads some of them by a name that is put together. */
async function listOwnSources(root: string): Promise<string[]> {
  const names = await readdir(join(root, "libs/notebook/src"));
  const sources = names.filter((name) => /\.(ts|py)$/.test(name) && !name.endsWith(".test.ts"));
  return sources.sort().map((name) => `libs/notebook/src/${name}`);
}

/** Hashes the files beside the notebooks that the code names, e.g. "targets.csv". */
async function hashNamedFiles(root: string, { texts }: CellCode): Promise<string> {
  const beside = new Set(await readdir(join(root, "notebooks")));
  const named = texts.map((text) => text.replace(/^\.\//, "")).filter((text) => beside.has(text));
  return hashFiles(
    root,
    [...new Set(named)].sort().map((file) => `notebooks/${file}`),
  );
}

async function hashFiles(root: string, names: readonly string[]): Promise<string> {
  const hashes = names.map(async (file) => {
    const bytes = await readFile(join(root, file)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" && file.startsWith("spark/")) return "";
      throw error;
    });
    return `${file} ${sha256(bytes)}`;
  });
  return sha256((await Promise.all(hashes)).join("\n"));
}
