import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { chmod, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import { type Paths, pickToolEnvironment, type Settings, TillbookError } from "@tillbook/pipeline";
import { type Browser, chromium } from "playwright";
import { extract } from "tar-fs";

const args = [
  "--no-sandbox",
  "--no-zygote",
  "--disable-gpu",
  "--font-render-hinting=none",
  "--force-color-profile=srgb",
];

/**
 * Runs `work` with a browser from `openBrowser`, and closes that browser afterwards.
 * @throws TillbookError BROWSER_DIED when the browser ends before `work` does, and what `openBrowser` throws
 */
export async function withBrowser<T>(
  settings: Pick<Settings, "chromium">,
  paths: Pick<Paths, "cache">,
  signal: AbortSignal | undefined,
  work: (browser: Browser) => Promise<T>,
): Promise<T> {
  const browser = await openBrowser(settings, paths, signal);
  try {
    return await workIn(browser, signal, work);
  } finally {
    await browser.close();
  }
}

/**
 * Runs `work` with a browser that is open, and stays so.
 * @throws TillbookError BROWSER_DIED when the browser ends before `work` does
 */
export async function workIn<T>(
  browser: Browser,
  signal: AbortSignal | undefined,
  work: (browser: Browser) => Promise<T>,
): Promise<T> {
  try {
    return await work(browser);
  } catch (error) {
    // each page has a process, which can be killed by itself
    const isGone = !browser.isConnected() || /(Page|Target) crashed/.test((error as Error).message);
    throw isGone && !signal?.aborted ? died("ended while it worked", error as Error) : error;
  }
}

/**
 * Starts the Chromium that draws and prints: the pinned one, unpacked once into `.cache/`, or the one that
 * `TILLBOOK_CHROMIUM` names. It listens on no port, and ends on the signal and with this process, however that ends.
 * @throws TillbookError BROWSER_MISSING when it doesn't start, BROWSER_DIED when it is killed while it starts
 */
export async function openBrowser(
  settings: Pick<Settings, "chromium">,
  paths: Pick<Paths, "cache">,
  signal?: AbortSignal,
): Promise<Browser> {
  const browser = await startBrowser(settings, paths);
  const close = (): void => void browser.close();
  signal?.addEventListener("abort", close, { once: true });
  browser.once("disconnected", () => signal?.removeEventListener("abort", close));
  if (signal?.aborted) await browser.close();
  signal?.throwIfAborted();
  return browser;
}

async function startBrowser(settings: Pick<Settings, "chromium">, paths: Pick<Paths, "cache">): Promise<Browser> {
  if (settings.chromium !== undefined) return launch(settings.chromium, {}).catch(rethrow(settings.chromium));
  const pinned = await unpackChromium(join(paths.cache, "chromium"));
  const env = { FONTCONFIG_FILE: await pinned.unpackFonts() };
  return launch(pinned.executable, env)
    .catch(async (error: Error) => {
      // most systems have these libraries; a bare container lacks NSS, of which the package has a copy
      if (!isLibraryMissing(error)) throw error;
      return launch(pinned.executable, { ...env, LD_LIBRARY_PATH: await pinned.unpackLibraries() });
    })
    .catch(rethrow(pinned.executable));
}

function launch(executablePath: string, env: Record<string, string>): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args,
    env: { ...pickToolEnvironment(), ...env } as Record<string, string>,
    // runStage handles signals; the stage closes the browser
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

function isLibraryMissing(error: Error): boolean {
  return error.message.includes("error while loading shared libraries");
}

interface Pinned {
  executable: string;
  /** Unpacks the libraries of the package; resolves to their folder. */
  unpackLibraries: () => Promise<string>;
  /** Unpacks the font of the package, since Chromium crashes without any; resolves to a Fontconfig file. */
  unpackFonts: () => Promise<string>;
}

/** Unpacks the Chromium that the lockfile pins below `folder`, unless it is there; whole or not at all. */
async function unpackChromium(folder: string): Promise<Pinned> {
  const require = createRequire(import.meta.url);
  const packed = join(dirname(require.resolve("@sparticuz/chromium")), "../bin");
  const { version } = require(join(packed, "../package.json")) as { version: string };
  const home = join(folder, version);
  await mkdir(home, { recursive: true });
  const open = (file: string) => createReadStream(join(packed, file)).compose(createBrotliDecompress());
  const executable = await unpack(join(home, "chromium"), async (part) => {
    await pipeline(open("chromium.br"), createWriteStream(part));
    await chmod(part, 0o755);
  });
  const unpackLibraries = async (): Promise<string> => {
    const target = await unpack(join(home, "libraries"), (part) => pipeline(open("al2023.tar.br"), extract(part)));
    return join(target, "lib");
  };
  const unpackFonts = async (): Promise<string> => {
    const target = await unpack(join(home, "fonts"), async (part) => {
      await pipeline(open("fonts.tar.br"), extract(part));
      await writeFile(join(part, "fonts.conf"), fontConfig);
    });
    return join(target, "fonts.conf");
  };
  return { executable, unpackLibraries, unpackFonts };
}

/** The fonts of the system, if there are any, and the one of the package. */
const fontConfig = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<dir prefix="relative">fonts</dir>
<cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

/** Makes a file or folder under another name and renames it, so that an interrupted run leaves nothing that looks complete. */
async function unpack(target: string, make: (part: string) => Promise<void>): Promise<string> {
  if (existsSync(target)) return target;
  const part = `${target}.${process.pid}.part`;
  try {
    await make(part);
    await rename(part, target);
  } catch (error) {
    if (!existsSync(target)) throw error; // another process may have been first
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return target;
}

function died(how: string, cause: Error): TillbookError {
  return new TillbookError(
    "BROWSER_DIED",
    `Chromium ${how}: it was killed; the old report is unchanged`,
    "run the same command again; if it fails again, check whether the machine runs out of memory (dmesg lists killed processes)",
    { cause },
  );
}

function rethrow(executable: string): (error: Error) => never {
  return (error) => {
    if (/<process did exit: exitCode=null, signal=SIGKILL>/.test(error.message))
      throw died("ended while it started", error);
    const lines = error.message.split("\n").map((line) => line.trim());
    const said = lines.find((line) => /\[err\]/.test(line)) ?? lines[0] ?? "";
    const reason = said.replace(/^.*\[err\] |^browserType\.launch: (?:Failed to launch: Error: )?/, "");
    throw new TillbookError(
      "BROWSER_MISSING",
      `cannot start Chromium at ${executable}: ${reason}`,
      "set TILLBOOK_CHROMIUM to a Chromium or Chrome that starts here, e.g. TILLBOOK_CHROMIUM=/usr/bin/chromium",
      { cause: error },
    );
  };
}
