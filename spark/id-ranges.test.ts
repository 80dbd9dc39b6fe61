import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { findPaths, findRoot, readSettings } from "@tillbook/pipeline";
import { connectMysql, joinEmbeddedMysql, leaveEmbeddedMysql } from "@tillbook/services";
import type { RowDataPacket } from "mysql2/promise";
import { findIdRanges, type IdRange, joinStretches, rowsPerTask } from "./id-ranges.js";

test("stretches of like length become one range, whose tasks are as long as the shortest of them", () => {
  assert.deepEqual(joinStretches([0n, 100n, 300n, 350n]), [{ first: 0n, end: 350n, tasks: 7 }]);
});

test("a stretch far longer than its neighbours is a range of its own", () => {
  const far = 10n ** 12n;
  assert.deepEqual(joinStretches([1n, 101n, 201n, far, far + 100n, far + 200n]), [
    { first: 1n, end: 201n, tasks: 2 },
    { first: 201n, end: far, tasks: 1 },
    { first: far, end: far + 200n, tasks: 2 },
  ]);
});

test("ranges are at most 200, together hold every id, and none twice", () => {
  const bounds = Array.from({ length: 2_001 }, (_, i) => BigInt(Math.floor(i / 2)) * 10n ** 9n + BigInt(i % 2) * 100n);
  const ranges = joinStretches(bounds);
  assert.ok(ranges.length <= 200, `${ranges.length} ranges`);
  assert.equal(ranges[0]?.first, bounds[0]);
  assert.equal(ranges.at(-1)?.end, bounds.at(-1));
  assert.ok(ranges.slice(1).every(({ first }: IdRange, i) => first === ranges[i]?.end));
});

test("no task gets more than twice its share of rows where nearly all ids lie close together and one far away", async () => {
  const root = findRoot();
  const folder = await mkdtemp(join(tmpdir(), "tillbook-ids-"));
  const paths = { ...findPaths(root), data: folder };
  const { mysql } = readSettings({});
  await joinEmbeddedMysql(paths, mysql.database);
  try {
    const connection = await connectMysql(mysql, paths);
    await connection.query(`create table sales (id bigint primary key) select seq as id from seq_1_to_250000
      union all select 1000000000 + 1000 * seq from seq_1_to_150000 union all select 9000000000000000000`);
    const ranges = await findIdRanges(connection, 400_001);
    let found = 0;
    for (const { first, end, tasks } of ranges) {
      const length = (end - first + BigInt(tasks) - 1n) / BigInt(tasks);
      const [rows] = await connection.query<RowDataPacket[]>(
        `select count(*) as rows_in_task from sales where id >= ${first} and id < ${end} group by (id - ${first}) div ${length}`,
      );
      const counts = rows.map((row) => Number(row["rows_in_task"]));
      assert.ok(Math.max(...counts) <= 2 * rowsPerTask, `${Math.max(...counts)} rows in a task`);
      found += counts.reduce((sum, count) => sum + count, 0);
    }
    assert.equal(found, 400_001);
    assert.ok(ranges.reduce((sum, { tasks }) => sum + tasks, 0) < 50);
    await connection.end();
  } finally {
    await leaveEmbeddedMysql(paths);
    await rm(folder, { recursive: true, force: true });
  }
});
