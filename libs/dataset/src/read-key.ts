import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findRoot, sha256 } from "@tillbook/pipeline";
import type { Dialect } from "./dialect.js";
import type { TextTable } from "./table-texts.js";

/** A file, and how it is read. */
type ReadFile = Pick<TextTable, "sha256" | "text" | "joined"> & { dialect: Dialect };

let reader: string | undefined;

/**
 * Computes one hash over all that decides which rows a file gives: its content, how it is read, whether invalid rows are kept,
 * and the programs that read it. Its name is no part of it.
 */
export function hashReading({ sha256: ofFile, text, joined, dialect }: ReadFile, rejects: "stop" | "keep"): string {
  return sha256(JSON.stringify([hashReader(), text?.sha256 ?? ofFile, dialect, joined ?? null, rejects]));
}

/** Computes one hash over the sources of the packages that read files: another version may read them in another way. */
export function hashReader(): string {
  reader ??= hashSources();
  return reader;
}

function hashSources(): string {
  const folders = ["libs/dataset/src", "libs/pipeline/src"].map((folder) => join(findRoot(), folder));
  const paths = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  const sources = paths.filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts")).sort();
  return sha256(sources.map((path) => sha256(readFileSync(path))).join());
}
