import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "@tillbook/spark-connect";
import { createConnection } from "mysql2/promise";
import { callBlockManager, callDriver } from "./spark-port.js";

// `other-account.ts <MySQL's port> <data folder> <Spark's port> <its driver's> <its block manager's>`: becomes `nobody`, where it is
// root, and tries every way into the embedded servers. Prints how each was refused; exit code 1 when one was not.

const [mysqlPort = "", data = "", sparkPort = "", driverPort = "", blockPort = ""] = process.argv.slice(2);
if (process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(65534);
  process.setuid?.(65534);
}
const who = `account ${process.getuid?.()}`;

await expectRefusal("the file with the database's password", async () =>
  readFileSync(join(data, "mysql-connection.json")),
);
for (const [user, password] of [
  ["tillbook", ""],
  ["tillbook", "tillbook"],
  ["root", ""],
  ["", ""],
  ["mariadb.sys", ""],
]) {
  const name = `the database as ${JSON.stringify(user)} with password ${JSON.stringify(password)}`;
  await expectRefusal(`${name}, by TCP`, () =>
    createConnection({ host: "127.0.0.1", port: Number(mysqlPort), user, password }),
  );
  await expectRefusal(`${name}, by its socket`, () =>
    createConnection({ socketPath: join(data, "mysql", "mysql.sock"), user, password }),
  );
}
for (const token of ["", "token=wrong;"]) {
  await expectRefusal(`Spark with ${token || "no token"}`, async () => {
    const session = await connect(`sc://127.0.0.1:${sparkPort}/;${token}use_ssl=false`);
    await session.sql("select 1");
  });
}

await expectRefusal("Spark's driver", () => callDriver(Number(driverPort)));
await expectRefusal("Spark's block manager", () => callBlockManager(Number(blockPort)));

async function expectRefusal(what: string, attempt: () => Promise<unknown>): Promise<void> {
  try {
    await attempt();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    console.log(`${who} is refused ${what}: ${code ?? message.slice(0, 80)}`);
    return;
  }
  console.log(`${who} got into ${what}`);
  process.exitCode = 1;
}
process.exit();
