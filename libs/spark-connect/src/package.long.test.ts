import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startTestServer, type TestServer } from "./test-server.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const library = join(root, "libs/spark-connect");
const tsc = join(root, "node_modules/typescript/bin/tsc");
// npm's machine-wide settings, such as a proxy's certificates, lie beside the system's Node, not beside the pinned one
const folders = (process.env["PATH"] ?? "").split(delimiter).filter((name) => !name.endsWith("node_modules/.bin"));
const env = { ...process.env, PATH: folders.join(delimiter) };

async function run(command: string, args: string[], cwd: string, more: NodeJS.ProcessEnv = {}): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { cwd, env: { ...env, ...more } });
  return stdout;
}

/** A copy of the library as in a checkout, so that packing changes nothing here. */
let copy: string;
/** A TypeScript project that has nothing but the tarball. */
let project: string;
let server: TestServer;

before(async () => {
  const checkout = await mkdtemp(join(tmpdir(), "spark-connect-checkout-"));
  copy = join(checkout, "libs/spark-connect");
  await cp(library, copy, { recursive: true });
  await cp(join(root, "tsconfig.json"), join(checkout, "tsconfig.json"));
  await symlink(join(root, "node_modules"), join(checkout, "node_modules"));
  const packed = await run("npm", ["pack", "--silent"], copy);
  project = await mkdtemp(join(tmpdir(), "spark-connect-project-"));
  const tarball = join(copy, packed.trim().split("\n").at(-1) ?? "");
  await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", "--silent", tarball], project);
  server = await startTestServer();
});

after(async () => {
  await server?.stop();
  for (const folder of [copy && join(copy, "../.."), project]) {
    if (folder) await rm(folder, { recursive: true, force: true });
  }
});

/** The README's first example, with the address of a server that is there. */
async function readExample(): Promise<string> {
  const readme = await readFile(join(library, "README.md"), "utf8");
  const code = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? "";
  assert.match(code, /"sc:\/\/localhost:15002"/);
  return code.replace("sc://localhost:15002", server.url);
}

/** Compiles a file of the project as its own TypeScript would, and runs it. */
async function compileAndRun(name: string, code: string): Promise<string> {
  await writeFile(join(project, name), code);
  const options = { strict: true, module: "nodenext", target: "es2024", types: [], files: [name] };
  const { files, ...compilerOptions } = options;
  await writeFile(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  await run(process.execPath, [tsc, "-p", project], project);
  return run(process.execPath, [name.replace(/ts$/, "js")], project, { NODE_OPTIONS: "--pending-deprecation" });
}

const expected = "4.3.0 [ { store: 'Nord', revenue: '12.50' } ]\nSüd\nNord\nTABLE_OR_VIEW_NOT_FOUND\n";

describe("the tarball of npm pack", { timeout: 300_000 }, () => {
  it("runs the README's example in an empty project, as ESM", async () => {
    assert.equal(await compileAndRun("example.mts", await readExample()), expected);
  });

  it("and as CommonJS", async () => {
    const [, imports = "", body = ""] = /^(import .*?;\n)(.*)$/s.exec(await readExample()) ?? [];
    const code = `${imports}async function main() {\n${body}}\nmain();\n`;
    assert.equal(await compileAndRun("example.cts", code), expected);
    assert.match(await readFile(join(project, "example.cjs"), "utf8"), /require\("@tillbook\/spark-connect"\)/);
  });

  it("has compiled code, types, both .proto files, guide, reference and licence, and no sources", async () => {
    const [{ files }] = JSON.parse(await run("npm", ["pack", "--dry-run", "--json", "--silent"], copy));
    const names = files.map(({ path }: { path: string }) => path);
    for (const name of ["README.md", "API.md", "LICENSE", "package.json", "dist/index.js", "dist/index.d.ts"]) {
      assert.ok(names.includes(name), name);
    }
    assert.ok(names.includes("dist/connect.proto") && names.includes("dist/status.proto"));
    assert.deepEqual(
      names.filter((name: string) => /test|^src/.test(name)),
      [],
    );
  });

  it("leaves package.json as it was, and API.md says what the comments say", async () => {
    for (const file of ["package.json", "API.md"]) {
      assert.equal(await readFile(join(copy, file), "utf8"), await readFile(join(library, file), "utf8"), file);
    }
  });
});

describe("npm publish --dry-run", () => {
  it("finds nothing to say against the package, and sends nothing", { timeout: 120_000 }, async () => {
    // a registry of the test's own, which npm may ask whether the version is there
    const methods: (string | undefined)[] = [];
    const registry = createServer(({ method }, response) => {
      methods.push(method);
      response.writeHead(404).end("{}");
    });
    await once(registry.listen(0, "127.0.0.1"), "listening");
    const { port } = registry.address() as AddressInfo;
    try {
      const { stderr } = await promisify(execFile)(
        "npm",
        [
          ...["publish", "--dry-run", "--tag", "latest", "--registry", `http://127.0.0.1:${port}`],
          `--//127.0.0.1:${port}/:_authToken=of-nobody`,
        ],
        { cwd: copy, env },
      );
      assert.match(stderr, /Publishing to .* with tag latest and public access \(dry-run\)/);
      assert.doesNotMatch(stderr, /npm (warn|error)/i);
      assert.ok(
        methods.every((method) => method === "GET"),
        `${methods}`,
      );
    } finally {
      registry.close();
    }
  });
});
