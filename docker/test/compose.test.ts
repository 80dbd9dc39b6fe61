import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { sha256 } from "@tillbook/pipeline";
import { type Provenance, readHtmlProvenance, readPdf } from "@tillbook/provenance";
import { openMysql } from "../../libs/services/src/open-mysql.js";
import { readReportWorkbook } from "../../tests/report/read-workbook.js";
import { type Ended, listOwners, makeProject, type Project } from "./project.js";

// The whole of docker-compose.yml on a real engine; docker/test/engine.sh provides one and says which. The tests build on
// each other, in this order. They print what they measured.

const owner = 12345;
let project: Project;
const started = performance.now();
const note = (line: string): void => console.log(`# ${((performance.now() - started) / 1000).toFixed(0)} s: ${line}`);

before(() => {
  project = makeProject(owner);
});
after(async () => {
  await project.remove();
});

const reportFile = (name: string): Buffer => readFileSync(join(project.root, "build/report", name));
const hashReport = (): string[] => ["tillbook.html", "tillbook.pdf"].map((name) => sha256(reportFile(name)));
const docker = (...args: string[]): string => execFileSync("docker", args, { encoding: "utf8" }).trim();

/** Keeps the stages' own lines, without the progress. */
function listStageLines({ output }: Ended): string[] {
  return [...output.matchAll(/^.*?\| (\w+ +.*)$/gm)].map(([, line = ""]) => line).filter((line) => !/\d %$/.test(line));
}

/** Fails with all of the output when a command ended otherwise. */
function assertCode(ended: Ended, code: number): void {
  assert.equal(ended.code, code, ended.output);
}

interface Page {
  lines: string[];
  provenance: Provenance;
}

/** Takes a report's page apart: the lines that are shown, without the hash of the file itself, and the provenance. */
function readPage(html: string): Page {
  const provenance = readHtmlProvenance(html);
  assert.ok(provenance, "expected provenance in the report");
  const shown = html.replace(/<script type="application\/json" id="provenance">.*?<\/script>/s, "");
  return { lines: shown.replace(/tillbook-sha256:[0-9a-f]{64}/, "…").split("\n"), provenance };
}

let onHost: { html: string; pdf: Uint8Array };
let inContainers: string[];

test("make report on this machine, to compare with", async () => {
  assertCode(await project.report(), 0);
  onHost = { html: reportFile("tillbook.html").toString(), pdf: reportFile("tillbook.pdf") };
  rmSync(join(project.root, "build"), { recursive: true });
});

test("docker compose up makes the report and ends, and all that it made is the owner's of the checkout", async () => {
  const begun = performance.now();
  const built = await project.compose("build");
  assertCode(built, 0);
  note(`images built in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  const upBegun = performance.now();
  const up = await project.compose("up");
  assertCode(up, 0);
  note(`docker compose up, images built: ${((performance.now() - upBegun) / 1000).toFixed(0)} s`);
  for (const line of docker("images", "--format", "{{.Repository}}:{{.Tag}} {{.Size}}").split("\n").sort()) note(line);
  const done = listStageLines(up).flatMap((line) => /^(\w+) +done/.exec(line)?.[1] ?? []);
  assert.deepEqual(done, ["generate", "import", "aggregate", "plot", "html", "pdf"]);
  assert.deepEqual(listOwners(join(project.root, "build")), [owner]);
  inContainers = hashReport();
});

test("the report is that of make report but for the name of the server, and what repeats or hashes that name", async () => {
  const server = /MariaDB 11\.4\.5|MySQL \d+\.\d+\.\d+/g;
  const [host, container] = [onHost.html, reportFile("tillbook.html").toString()].map(readPage) as [Page, Page];
  assert.equal(host.lines.length, container.lines.length);
  const different = host.lines.flatMap((text, i) =>
    text === container.lines[i] ? [] : [[text, String(container.lines[i])] as const],
  );
  const isWorkbook = ([line]: readonly [string, string]): boolean => line.includes("tillbook.xlsx");
  const said = different.filter((lines) => !isWorkbook(lines));
  assert.ok(said.length > 0, "expected MySQL in containers");
  for (const [line, other] of said) {
    assert.equal(line.replaceAll(server, "…"), other.replaceAll(server, "…"));
    note(`a line of the HTML that differs: ${line.trim()} here, ${other.trim()} in containers`);
  }
  for (const workbooks of different.filter(isWorkbook)) {
    const [here, there] = await Promise.all(workbooks.map(readReportWorkbook));
    assert.equal(
      JSON.stringify([...here!]).replaceAll(server, "…"),
      JSON.stringify([...there!]).replaceAll(server, "…"),
    );
  }
  // The provenance of the report names the server, and has the hash of each line, of each page, and its own.
  const mask = ({ checksum, lines, pages, ...named }: Provenance): string =>
    JSON.stringify(named).replaceAll(server, "…");
  const count = (some: string[] = [], more: string[] = []): number => {
    assert.equal(some.length, more.length);
    return some.filter((hash, i) => hash !== more[i]).length;
  };
  assert.equal(mask(host.provenance), mask(container.provenance));
  assert.equal(count(host.provenance.lines, container.provenance.lines), said.length);
  const [paper, otherPaper] = [await readPdf(onHost.pdf), await readPdf(reportFile("tillbook.pdf"))];
  assert.ok(paper.provenance && otherPaper.provenance);
  assert.equal(mask(paper.provenance), mask(otherPaper.provenance));
  const pages = count(paper.pages, otherPaper.pages);
  assert.ok(pages > 0 && pages <= said.length, `${pages} pages differ`);
});

test("MySQL holds the tables, and every sale", async () => {
  const tables = (await project.query("show tables")).split("\n");
  for (const table of [
    "aggregate_status",
    "import_status",
    "monthly_sales",
    "sales",
    "sales_per_cashier",
    "time_sales",
    "top_articles",
  ])
    assert.ok(tables.includes(table), table);
  const [rows, amount, revenue] = (
    await project.query("select count(*), sum(amount), (select sum(revenue) from monthly_sales) from sales")
  ).split("\t");
  assert.equal(rows, "20000");
  assert.equal(amount, revenue);
});

test("every container has a read-only file system, no capabilities, a limit of memory, and ports on loopback", () => {
  const containers: {
    Name: string;
    HostConfig: Record<string, unknown>;
    NetworkSettings: { Ports: Record<string, { HostIp: string }[] | null> };
  }[] = JSON.parse(
    execFileSync("sh", ["-c", "docker inspect $(docker compose ps --all --quiet)"], {
      cwd: project.root,
      encoding: "utf8",
    }),
  );
  assert.equal(containers.length, 9);
  for (const { Name, HostConfig, NetworkSettings } of containers) {
    assert.equal(HostConfig["ReadonlyRootfs"], true, Name);
    assert.deepEqual(HostConfig["CapDrop"], ["ALL"], Name);
    assert.deepEqual(HostConfig["SecurityOpt"], ["no-new-privileges:true"], Name);
    assert.ok(Number(HostConfig["Memory"]) > 0, Name);
    const addresses = Object.values(NetworkSettings.Ports ?? {}).flatMap((ports) =>
      (ports ?? []).map((port) => port.HostIp),
    );
    assert.deepEqual(
      [...new Set(addresses)].filter((address) => address !== "127.0.0.1"),
      [],
      Name,
    );
  }
});

test("a stage runs as the owner, without any capability, and without a compiler in its image", async () => {
  const script = `console.log(require("fs").readFileSync("/proc/self/status", "utf8"))`;
  const { output } = await project.start(`run --rm --no-deps -T generate --eval ${script.replaceAll(" ", "")}`).ended;
  assert.match(output, new RegExp(`Uid:\\s+${owner}\\s+${owner}\\s`));
  assert.match(output, /CapPrm:\s+0+\n/);
  assert.match(output, /CapEff:\s+0+\n/);
  const tools = "command -v gcc cc g++ clang make ld as git pip pip3 || true";
  const image = docker("compose", "--project-directory", project.root, "images", "--quiet", "report");
  assert.equal(docker("run", "--rm", "--entrypoint", "sh", image, "-c", tools), "");
});

test("passwords are random, and in no log and no container's environment", async () => {
  const secrets = await project.start("exec -T mysql cat /secrets/mysql-password /secrets/spark-remote").ended;
  const [, password = "", token = ""] = /^([0-9a-f]{48})sc:.*token=([0-9a-f]{48});/.exec(secrets.output) ?? [];
  assert.equal(password.length + token.length, 96, secrets.output);
  const logs = await project.compose("logs");
  const inspected = execFileSync("sh", ["-c", "docker inspect $(docker compose ps --all --quiet)"], {
    cwd: project.root,
    encoding: "utf8",
  });
  for (const text of [logs.output, inspected]) {
    assert.ok(text.length > 1000);
    assert.ok(!text.includes(password) && !text.includes(token));
  }
});

test("another container of the host reaches no service, and nobody gets into MySQL without its password", async () => {
  const inspect = (service: string, format: string): string => {
    const id = docker("compose", "--project-directory", project.root, "ps", "--quiet", service);
    return docker("inspect", "--format", format, id);
  };
  const image = docker("compose", "--project-directory", project.root, "images", "--quiet", "report");
  // Prints "open", or why there is no connection.
  const connect = `const [host, port] = process.argv.slice(1);
    require("net").connect({ host, port, timeout: 3000 })
      .on("connect", () => { console.log("open"); process.exit(); })
      .on("timeout", () => { console.log("no answer"); process.exit(); })
      .on("error", ({ code }) => { console.log(code); process.exit(); });`;
  const address = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}";
  const reach = (network: string, host: string, port: string): string =>
    docker("run", "--rm", "--network", network, "--entrypoint", "node", image, "-e", connect, host, port);
  const own = inspect("mysql", "{{range $name, $_ := .NetworkSettings.Networks}}{{$name}}{{end}}");
  const foreign = docker("network", "create", `${own}-foreign`) && `${own}-foreign`;
  try {
    for (const [service, port] of [
      ["mysql", "3306"],
      ["spark", "15002"],
    ] as const) {
      const host = inspect(service, address);
      assert.equal(reach(own, host, port), "open", `${service}, from the project's own network`);
      assert.equal(reach(foreign, host, port), "no answer", `${service}, from another network`);
      const gateway = docker("network", "inspect", "--format", "{{(index .IPAM.Config 0).Gateway}}", foreign);
      const [, published = ""] = docker("compose", "--project-directory", project.root, "port", service, port).split(
        ":",
      );
      assert.equal(reach(foreign, gateway, published), "ECONNREFUSED", `${service}, by the host's address`);
    }
    const [, mysqlPort = ""] = docker("compose", "--project-directory", project.root, "port", "mysql", "3306").split(
      ":",
    );
    for (const user of ["tillbook", "root", ""]) {
      const login = openMysql({ host: "127.0.0.1", port: Number(mysqlPort), user, password: "", database: "tillbook" });
      await assert.rejects(login, { code: "ER_ACCESS_DENIED_ERROR" }, user);
    }
  } finally {
    docker("network", "rm", foreign);
  }
});

test("a stage without a database sees no secret, the others only their own, and none writes outside build/ and /tmp", async () => {
  const secrets = ["mysql-password", "mysql-root-password", "spark.properties"].map((name) => `/secrets/${name}`);
  const tell = (verb: string, word: string): string =>
    `.forEach(f=>{try{require("fs").${verb}(f,"");console.log(f,"${word}")}catch(e){console.log(f,e.code)}})`;
  const probe = `${JSON.stringify(secrets)}${tell("readFileSync", "read")};["/x","/tillbook/x","/etc/x"]${tell("writeFileSync", "written")}`;
  const look = async (service: string): Promise<string> =>
    (await project.start(`run --rm --no-deps -T ${service} --eval ${probe}`).ended).output;
  for (const service of ["generate", "report"]) {
    assert.match(await look(service), /mysql-password ENOENT\n.*root-password ENOENT\n.*properties ENOENT\n/, service);
  }
  for (const service of ["import", "aggregate", "plot"]) {
    const output = await look(service);
    assert.match(output, /mysql-password read\n.*root-password EACCES\n.*properties EACCES\n/, service);
    assert.match(output, /^\/x E(ROFS|ACCES)\n\/tillbook\/x E(ROFS|ACCES)\n\/etc\/x E(ROFS|ACCES)$/m, service);
  }
});

test("up again does nothing anew, and the report has the same bytes", async () => {
  const up = await project.compose("up");
  assertCode(up, 0);
  const lines = listStageLines(up).join("\n");
  assert.match(lines, /import +done.*unchanged/);
  assert.match(lines, /aggregate +done.*unchanged/);
  assert.deepEqual(hashReport(), inContainers);
});

test("a report for each store, and a mail with the chain's and a store's; both are the owner's of the checkout", async () => {
  const reports = await project.compose("run --rm -T reports", { BY: "store" });
  assertCode(reports, 0);
  assert.match(reports.output, /reports +done.*, 4 reports, 4 of them new/);
  const { reports: listed } = JSON.parse(String(readFileSync(join(project.root, "build/reports/manifest.json"))));
  const recipient = { address: "a@example.org", chain: true, stores: [listed[0].name] };
  const recipients = join(project.root, "recipients.json");
  writeFileSync(recipients, JSON.stringify({ from: { address: "b@example.org" }, recipients: [recipient] }));
  const deliver = await project.compose("run --rm -T deliver", { DELIVER_RECIPIENTS: "recipients.json" });
  assertCode(deliver, 0);
  assert.match(deliver.output, /deliver +done.*1 mail in build\/mail, 0 of them delivered before; 1 to send/);
  assert.deepEqual(listOwners(join(project.root, "build")), [owner]);
  assert.equal(statSync(join(project.root, ".data")).uid, owner);
  assert.deepEqual(hashReport(), inContainers);
  rmSync(recipients);
});

test("make report on this machine, with MySQL and Spark of Compose, makes the same bytes", async () => {
  assertCode(await project.compose("up --wait mysql spark"), 0);
  execFileSync("docker/host.sh", ["connect"], { cwd: project.root });
  const env = readFileSync(join(project.root, ".env"), "utf8");
  await project.query("drop table monthly_sales");
  rmSync(join(project.root, "build"), { recursive: true });
  const run = await project.report();
  assertCode(run, 0);
  assert.match(run.output, /own MySQL/);
  assert.match(run.output, /aggregate +20000 sales, \d+ queries, Spark SPARK_REMOTE/);
  assert.deepEqual(hashReport(), inContainers);
  execFileSync("docker/host.sh", ["disconnect"], { cwd: project.root });
  assert.match(env, /MYSQL_HOST=127\.0\.0\.1/);
  assert.equal(readFileSync(join(project.root, ".env"), "utf8"), "");
  rmSync(join(project.root, ".env"));
  rmSync(join(project.root, "build"), { recursive: true });
});

test("a file with a wrong row stops the chain at import, with its message and exit code", async () => {
  mkdirSync(join(project.root, "tills"));
  writeFileSync(
    join(project.root, "tills/monday.csv"),
    "sold_on,sold_at,store,article,amount,cashier\n2025-04-31,09:00:00,Ulm,1,1.00,7\n",
  );
  const up = await project.compose("up", { SALES_CSV: "tills" });
  assertCode(up, 1);
  assert.match(up.output, /import +failed: .*monday\.csv:2: .*\[CSV_INVALID\]/);
  assert.match(up.output, /import-1 exited with code 1/);
  assert.doesNotMatch(up.output, /aggregate +\d/);
  assertCode(await project.compose("run --rm -T import", { SALES_CSV: "tills" }), 1);
  rmSync(join(project.root, "tills"), { recursive: true });
});

test("a failure of the last stage fails the whole", async () => {
  rmSync(join(project.root, "build/report"), { recursive: true, force: true });
  writeFileSync(join(project.root, "build/report"), "in the way of the folder");
  const up = await project.compose("up");
  assertCode(up, 1);
  assert.match(up.output, /html +failed: /);
  assert.match(up.output, /report-1 exited with code 1/);
  rmSync(join(project.root, "build/report"));
});

test("MySQL restarted in the middle of an import: a clear failure, whole tables, and up again goes on", async () => {
  const up = project.start("up", { SALES_ROWS: "1000000" });
  await up.printed(/import +20 %/);
  assertCode(await project.compose("restart mysql"), 0);
  const { code, output } = await up.ended;
  assert.equal(code, 1, output);
  assert.match(output, /import +failed: .*\[MYSQL_UNREACHABLE\]/);
  assertCode(await project.compose("up --wait mysql"), 0);
  assert.equal(await project.query("select count(*) from sales"), "20000");
  assertCode(await project.compose("up"), 0);
  assert.deepEqual(hashReport(), inContainers);
});

test("a full disk under build/ stops generate, a full disk of MySQL's stops import, and both say so", async () => {
  const file = join(project.root, "full.yml");
  const full = "-f docker-compose.yml -f full.yml -p tillbook-full";
  const rows = { SALES_ROWS: "3000000" };
  try {
    writeFileSync(
      file,
      "services: {generate: {volumes: [{type: tmpfs, target: /tillbook/build, tmpfs: {size: 4m}}]}}\n",
    );
    const generate = await project.compose(`${full} run --rm -T generate`, rows);
    assertCode(generate, 1);
    assert.match(generate.output, /generate +failed: the disk is full: .*\[DISK_FULL\]/);
    // Else the volume of the first try stays, which has no limit.
    await project.compose(`${full} down --volumes --timeout 1`);
    const options = "{type: tmpfs, device: tmpfs, o: 'size=250m,uid=999,gid=999'}";
    writeFileSync(file, `volumes: {mysql: {driver_opts: ${options}}}\n`);
    const load = await project.compose(`${full} run --rm -T import`, rows);
    assertCode(load, 1);
    assert.match(load.output, /import +failed: MySQL's disk is full; its tables are whole: .*\[MYSQL_REFUSED\]/);
  } finally {
    await project.compose(`${full} down --volumes --timeout 1`);
    rmSync(file);
  }
});

test("down -v and up again, this time on a cluster that loses a worker: the same bytes, other passwords", async () => {
  const password = (await project.start("exec -T mysql cat /secrets/mysql-password").ended).output;
  assertCode(await project.compose("down --volumes"), 0);
  rmSync(join(project.root, "build"), { recursive: true });
  const up = project.start("--profile cluster up --scale spark-worker=3");
  await up.printed(/aggregate +\d+ %/);
  const workers = execFileSync("docker", ["compose", "ps", "--quiet", "spark-worker"], {
    cwd: project.root,
    encoding: "utf8",
  });
  assert.equal(workers.trim().split("\n").length, 3);
  docker("kill", workers.trim().split("\n")[1] ?? "");
  const ended = await up.ended;
  assertCode(ended, 0);
  const spark = await project.compose("--profile cluster logs spark spark-master");
  assert.match(spark.output, /Registered app|Registering app/);
  assert.match(spark.output, /Lost executor|Removing executor/);
  assert.deepEqual(hashReport(), inContainers);
  assert.notEqual((await project.start("exec -T mysql cat /secrets/mysql-password").ended).output, password);
  assertCode(await project.compose("--profile cluster rm --stop --force spark-worker spark-master"), 0);
});

test("two projects side by side keep to themselves", async () => {
  const other = makeProject(owner + 1);
  try {
    // Compose's own reader of .env, and the form that ours asks for: single quotes around what has a dollar.
    const password = 'pa$HOME $USER #"x';
    writeFileSync(join(other.root, ".env"), `SALES_ROWS=2000 # few\r\nMYSQL_PASSWORD='${password}'\r\n`);
    assertCode(await other.compose("up import", { SALES_ROWS: "2000" }), 0);
    assert.equal((await other.start("exec -T mysql cat /secrets/mysql-password").ended).output, password);
    assert.equal(await other.query("select count(*) from sales"), "2000");
    assert.equal(await project.query("select count(*) from sales"), "20000");
    assert.deepEqual(listOwners(join(other.root, "build")), [owner + 1]);
    assert.ok(!existsSync(join(other.root, "build/report")));
  } finally {
    await other.remove();
  }
});

test("JupyterLab opens to who has the token that it prints, on loopback", async () => {
  assertCode(await project.compose("--profile jupyter up --detach jupyter"), 0);
  const logs = project.start("--profile jupyter logs --follow jupyter");
  await logs.printed(/127\.0\.0\.1:8888\/lab\?token=[0-9a-f]+/);
  const { output } = await project.compose("--profile jupyter logs jupyter");
  const token = /127\.0\.0\.1:8888\/lab\?token=([0-9a-f]+)/.exec(output)?.[1];
  const ask = async (query: string): Promise<number> =>
    (await fetch(`http://127.0.0.1:8888/api/contents/1-the-data.ipynb${query}`)).status;
  assert.equal(await ask(""), 403);
  assert.equal(await ask(`?token=${token}`), 200);
  assertCode(await project.compose("--profile jupyter stop jupyter"), 0);
  await logs.ended;
});
