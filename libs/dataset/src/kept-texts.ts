import { randomBytes } from "node:crypto";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { makePrivateFolder, sha256, sha256File } from "@tillbook/pipeline";
import type { ColumnsSpec } from "./columns-file.js";
import type { CsvFile } from "./csv-files.js";
import { hashReader } from "./read-key.js";
import type { TextTable } from "./table-texts.js";

/** What became of a file: its tables, whose texts are in the folder that it is kept in, and what was said of them. */
interface Kept {
  tables: (Pick<TextTable, "name" | "sizeBytes" | "spec" | "joined"> & { file: string; sha256: string })[];
  said: string[];
}

/** Makes the texts of a file in a folder. */
export type MakeTexts = (folder: string, log: (line: string) => void) => Promise<TextTable[]>;

/** The texts of workbooks and of DSFinV-K, each kept until its file is read in another way: those of unchanged files are not made again. */
export class KeptTexts {
  readonly #folder: string;
  readonly #used = new Set<string>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Opens those in a folder of their own. */
  static async open(folder: string): Promise<KeptTexts> {
    await makePrivateFolder(folder);
    return new KeptTexts(folder);
  }

  /** Gives the texts of a file, and says what was said when they were made. They are made where one is missing or damaged. */
  async find(file: CsvFile, spec: ColumnsSpec, log: (line: string) => void, make: MakeTexts): Promise<TextTable[]> {
    const key = sha256(JSON.stringify([hashReader(), file.form, file.name, file.sha256, spec]));
    this.#used.add(key);
    const place = join(this.#folder, key);
    const kept = (await readKept(place)) ?? (await this.#keep(place, make));
    for (const line of kept.said) log(line);
    return kept.tables.map(({ file: name, sha256: hash, ...table }) => {
      return { ...file, ...table, text: { path: join(place, name), sha256: hash } };
    });
  }

  async #keep(place: string, make: MakeTexts): Promise<Kept> {
    const making = join(this.#folder, `new-${randomBytes(4).toString("hex")}`);
    await makePrivateFolder(making);
    const said: string[] = [];
    const made = await make(making, (line) => said.push(line));
    const tables = made.map(({ name, sizeBytes, spec, joined, text }) => {
      return { name, sizeBytes, spec, ...(joined && { joined }), file: basename(text!.path), sha256: text!.sha256 };
    });
    const texts = new Set(tables.map(({ file }) => file));
    // such as a workbook that was copied out of a zip file
    for (const name of await readdir(making)) if (!texts.has(name)) await rm(join(making, name));
    await writeFile(join(making, list), JSON.stringify({ tables, said } satisfies Kept), { mode: 0o600 });
    await rm(place, { recursive: true, force: true });
    await rename(making, place);
    return { tables, said };
  }

  /** Removes all that nobody has asked for, and what runs that ended early have left. */
  async prune(): Promise<void> {
    const names = (await readdir(this.#folder)).filter((name) => !this.#used.has(name));
    for (const name of names) await rm(join(this.#folder, name), { recursive: true, force: true });
  }
}

const list = "tables.json";

/** Reads what is kept of a file; undefined where it is not whole. */
async function readKept(place: string): Promise<Kept | undefined> {
  try {
    const kept: Kept = JSON.parse(await readFile(join(place, list), "utf8"));
    for (const { file, sha256: hash } of kept.tables)
      if ((await sha256File(join(place, file))) !== hash) return undefined;
    return kept;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
