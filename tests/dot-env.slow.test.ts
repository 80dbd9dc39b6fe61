import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { findRoot, pickStageEnvironment, readEnvironment } from "@tillbook/pipeline";
import { runNx } from "../cli/nx.js";

// Each form of a line of .env, and its value, in all that read it: the stages, which `make watch` is one of, what nx gives to its
// tasks, and set-up.

const forms: [line: string, value: string | undefined][] = [
  ["SALES_A=plain", "plain"],
  ["SALES_B='single quotes'", "single quotes"],
  ['SALES_C="double quotes"', "double quotes"],
  ["SALES_D=two words", "two words"],
  ["SALES_E=  blanks around  ", "blanks around"],
  ["SALES_F = blanks around the sign", "blanks around the sign"],
  ["SALES_G='  blanks inside  '", "  blanks inside  "],
  ["   SALES_H=indented", "indented"],
  ["export SALES_I=exported", "exported"],
  ["export  SALES_J='exported and quoted'", "exported and quoted"],
  ["SALES_K=", ""],
  ["SALES_L=''", ""],
  ["SALES_M=value # comment", "value"],
  ["SALES_N='value' # comment", "value"],
  ["SALES_O='with # inside'", "with # inside"],
  ['SALES_P="with # inside"', "with # inside"],
  ["#SALES_Q=commented out", undefined],
  ["SALES_R=a=b=c", "a=b=c"],
  ["SALES_S='pa$HOME'", "pa$HOME"],
  ["SALES_T='$(id)$$\\$'", "$(id)$$\\$"],
  [`SALES_U="it's"`, "it's"],
  [`SALES_V='say "so"'`, 'say "so"'],
  ["SALES_W=back\\slash", "back\\slash"],
  ['SALES_X="two\\nlines"', "two\nlines"],
  ["SALES_Y='two\nreal lines'", "two\nreal lines"],
  ["SALES_Z=first\nSALES_Z=last", "last"],
  ["SALES_ZA=Grün-€", "Grün-€"],
  ["SALES_ZB=https://a.example/?b=c&d=e;f", "https://a.example/?b=c&d=e;f"],
];

const lines = forms.map(([line]) => `${line}\n`).join("");

const root = mkdtempSync(join(tmpdir(), "tillbook-dot-env-"));
after(() => rmSync(root, { recursive: true, force: true }));
mkdirSync(join(root, "scripts"));
cpSync(join(findRoot(), "scripts/setup.sh"), join(root, "scripts/setup.sh"));
symlinkSync(join(findRoot(), "node_modules"), join(root, "node_modules"));
writeFileSync(join(root, "package.json"), JSON.stringify({ name: "all" }));
writeFileSync(
  join(root, "nx.json"),
  JSON.stringify({ analytics: false, neverConnectToCloud: true, useDaemonProcess: false, tui: { enabled: false } }),
);
const print = `node -e 'require("fs").writeFileSync("seen.json", JSON.stringify(process.env))'`;
writeFileSync(
  join(root, "project.json"),
  JSON.stringify({ name: "all", targets: { print: { command: print, cache: false } } }),
);

/** The settings of a test among variables. */
function pick(env: Record<string, string | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => /^SALES_[A-Z]{1,2}$/.test(name)));
}

/** Asserts that all readers give the values of the forms above. */
async function checkReaders(text: string): Promise<void> {
  const expected = Object.fromEntries(
    forms.filter(([, value]) => value !== undefined).map(([line, value]) => [/SALES_\w+/.exec(line)?.[0], value]),
  );
  writeFileSync(join(root, ".env"), text);
  assert.deepEqual(pick(pickStageEnvironment(readEnvironment(root, { PATH: "" }))), expected);

  assert.equal((await runNx(root, ["run-many", "-t", "print"])).code, 0);
  assert.deepEqual(pick(JSON.parse(readFileSync(join(root, "seen.json"), "utf8"))), expected);

  const names = Object.keys(expected);
  const setting = ["scripts/setup.sh", "setting"];
  const answers = names.map((name) => execFileSync("bash", [...setting, name], { cwd: root, encoding: "utf8" }));
  assert.deepEqual(Object.fromEntries(names.map((name, i) => [name, answers[i]])), expected);
}

test("each form of a line of .env is read the same by the stages, by nx and by set-up", () => checkReaders(lines));

test("so is .env with CRLF, and no line end at its end", () => checkReaders(lines.trimEnd().replaceAll("\n", "\r\n")));

test("so is .env with a byte order mark", () => checkReaders(`\ufeff${lines}`));

test("`npx nx` gives its tasks the settings of .env as make does, and nothing else of the shell", () => {
  writeFileSync(join(root, ".env"), "SALES_A='pa$HOME'\nSALES_B='$(id)'\n");
  const strange = { NX_DRY_RUN: "true", SPARK_HOME: "/none", SALES_B: "shell" };
  execFileSync(join(findRoot(), "cli/nx.mjs"), ["run-many", "-t", "print"], {
    cwd: root,
    env: { ...process.env, ...strange },
    stdio: "ignore",
  });
  const seen = JSON.parse(readFileSync(join(root, "seen.json"), "utf8"));
  assert.deepEqual(pick(seen), { SALES_A: "pa$HOME", SALES_B: "shell" });
  assert.ok(!("SPARK_HOME" in seen));
});
