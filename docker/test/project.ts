import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { findRoot } from "@tillbook/pipeline";

/** A clone of this checkout, with what was changed in it, and its Compose project. */
export interface Project {
  root: string;
  /** Runs `docker compose …` in it; resolves when it ended. */
  compose: (args: string, env?: Record<string, string>) => Promise<Ended>;
  /** Starts `docker compose …`; `printed` resolves when what it printed so far matches. */
  start: (args: string, env?: Record<string, string>) => Running;
  /** Runs what `make report` runs, on this machine. */
  report: (env?: Record<string, string>) => Promise<Ended>;
  /** What a query says, in the project's MySQL; one row a line. */
  query: (sql: string) => Promise<string>;
  /** Removes containers, volumes and the clone. */
  remove: () => Promise<void>;
}

/** How a command ended, and all that it printed. */
export interface Ended {
  code: number | null;
  output: string;
}

/** A command that runs. */
export interface Running {
  ended: Promise<Ended>;
  printed: (pattern: RegExp) => Promise<void>;
}

/** Sales enough for every chart, few enough to be quick. */
const data = { SALES_ROWS: "20000", SALES_STORES: "4", SALES_DAYS: "60" };

/** Makes a project in a folder of its own, of which `owner` is the owner (a user id that this machine need not know). */
export function makeProject(owner: number): Project {
  const source = findRoot();
  const root = mkdtempSync("/tmp/tillbook-compose-");
  const git = (folder: string, ...args: string[]): string[] =>
    execFileSync("git", ["-c", "safe.directory=*", ...args], { cwd: folder, encoding: "utf8" }).split("\n");
  git(source, "clone", "--quiet", "--local", source, root);
  const changed = [
    ...git(source, "diff", "--name-only", "HEAD"),
    ...git(source, "ls-files", "--others", "--exclude-standard"),
  ];
  for (const file of changed.filter(Boolean)) {
    if (existsSync(join(source, file))) cpSync(join(source, file), join(root, file), { preserveTimestamps: true });
    else rmSync(join(root, file), { force: true });
  }
  for (const path of [".", ...readdirSync(root, { recursive: true, encoding: "utf8" })]) {
    if (!path.startsWith(".git/")) chownSync(join(root, path), owner, owner);
  }
  const start = (command: string[], env: Record<string, string> = {}): Running => run(root, command, env);
  const compose = (args: string, env?: Record<string, string>): Promise<Ended> =>
    start(["docker", "compose", ...args.split(" ")], env).ended;
  const report = (env?: Record<string, string>): Promise<Ended> => {
    linkSetUp(source, root);
    return start([process.execPath, "--import", "@tillbook/pipeline/tsx", "cli/run.ts", "pdf"], env).ended;
  };
  const query = async (sql: string): Promise<string> => {
    const login = `MYSQL_PWD=$(cat /secrets/mysql-password) mysql -N -B -h 127.0.0.1 -u tillbook tillbook -e "${sql}"`;
    return (await start(["docker", "compose", "exec", "-T", "mysql", "sh", "-c", login]).ended).output.trim();
  };
  const remove = async (): Promise<void> => {
    await compose("--profile cluster --profile jupyter down --volumes --timeout 1");
    const names = ["stages", "spark", "jupyter"].map((image) => `${basename(root).toLowerCase()}-${image}`);
    await start(["docker", "image", "rm", ...names]).ended;
    rmSync(root, { recursive: true, force: true });
  };
  return {
    root,
    compose,
    start: (args, env) => start(["docker", "compose", ...args.split(" ")], env),
    report,
    query,
    remove,
  };
}

/** Puts what set-up fetched where a run on this machine looks for it, unseen by git. */
function linkSetUp(source: string, root: string): void {
  const modules = execFileSync("git", ["ls-files", "*package.json"], { cwd: source, encoding: "utf8" }).split("\n");
  for (const folder of [
    ...modules.filter(Boolean).map((file) => join(dirname(file), "node_modules")),
    ".venv",
    ".cache",
  ]) {
    if (!existsSync(join(source, folder)) || existsSync(join(root, folder))) continue;
    if (folder.startsWith(".")) symlinkSync(join(source, folder), join(root, folder));
    else execFileSync("cp", ["-a", "--link", join(source, folder), join(root, folder)]);
  }
  execFileSync("sh", ["-c", "printf '/.venv\\n/.cache\\n' >> .git/info/exclude"], { cwd: root });
}

function run(root: string, [program = "", ...args]: string[], env: Record<string, string>): Running {
  const strange = /^(SALES_|MYSQL_|SPARK_|REPORT_|DELIVER_|SMTP_|TILLBOOK_|COMPOSE_|NODE_TEST|NX_|MAKE|MFLAGS)/;
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !strange.test(name)));
  // git distrusts a checkout of somebody else's, and stages get no variable of git's
  const home = join(root, ".git", "home");
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, ".gitconfig"), "[safe]\n\tdirectory = *\n");
  const child = spawn(program, args, {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...inherited, HOME: home, ...data, ...env },
  });
  let output = "";
  const watchers = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      for (const watch of watchers) watch();
    });
  }
  const ended = once(child, "close").then(([code]): Ended => ({ code, output }));
  const printed = (pattern: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      const watch = (): void => {
        if (pattern.test(output)) resolve();
      };
      watchers.add(watch);
      watch();
      void ended.then(() => reject(new Error(`expected ${pattern} in the output, got:\n${output}`)));
    });
  return { ended, printed };
}

/** The owners of everything in a folder, each once. */
export function listOwners(folder: string): number[] {
  const paths = [
    folder,
    ...readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => join(folder, path)),
  ];
  return [...new Set(paths.map((path) => lstatSync(path).uid))];
}
