import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { parseEnv } from "node:util";

// docker/host.sh alone; `make test-compose` runs it with a real engine. Here `docker` is a script that says what Compose says.

const answers = `#!/bin/sh
case "$*" in
"compose port mysql 3306") echo 127.0.0.1:32768 ;;
"compose port spark 15002") echo 127.0.0.1:32769 ;;
*MYSQL_USER) echo tillbook ;;
*MYSQL_DATABASE) echo sales ;;
*mysql-password) printf %s 'pa$s #"word' ;;
*spark-remote) printf %s 'sc://127.0.0.1:15002/;token=abc;use_ssl=false' ;;
esac
`;

test("make up writes addresses and secrets between two lines of .env, make down takes only these out", () => {
  const root = mkdtempSync(join(tmpdir(), "tillbook-host-"));
  try {
    for (const folder of ["docker", "bin"]) mkdirSync(join(root, folder));
    copyFileSync(join(import.meta.dirname, "host.sh"), join(root, "docker/host.sh"));
    writeFileSync(join(root, "bin/docker"), answers);
    chmodSync(join(root, "bin/docker"), 0o755);
    const own = "SALES_ROWS=7";
    writeFileSync(join(root, ".env"), own);
    const run = (command: string): string => {
      const env = { ...process.env, PATH: `${join(root, "bin")}:${process.env["PATH"]}` };
      execFileSync(join(root, "docker/host.sh"), [command], { env });
      return readFileSync(join(root, ".env"), "utf8");
    };
    for (let i = 0; i < 2; i++) {
      assert.deepEqual(
        { ...parseEnv(run("connect")) },
        {
          SALES_ROWS: "7",
          MYSQL_HOST: "127.0.0.1",
          MYSQL_PORT: "32768",
          MYSQL_USER: "tillbook",
          MYSQL_PASSWORD: 'pa$s #"word',
          MYSQL_DATABASE: "sales",
          SPARK_REMOTE: "sc://127.0.0.1:32769/;token=abc;use_ssl=false",
          SPARK_MYSQL_HOST: "mysql:3306",
        },
      );
    }
    assert.equal(run("disconnect"), `${own}\n`);
  } finally {
    rmSync(root, { recursive: true });
  }
});
