import assert from "node:assert/strict";
import { test } from "node:test";
import { readMonths } from "./months.js";
import { countStores } from "./result-work.js";
import { startTestDatabase } from "./test-database.js";

test("the stores of all months are counted, whatever their order; no sales are of no store", async () => {
  const { connection, paths, setSales, stop } = await startTestDatabase();
  try {
    const sell = (month: number, store: string) => [`2026-0${month}-01`, "10:00:00", store, "Tea", "1.00", "7"];
    await setSales([sell(1, "Nord"), sell(1, "Nord"), sell(3, "Süd"), sell(2, "West"), sell(1, "Süd")]);
    assert.equal(await countStores(connection, (await readMonths(connection, paths))!), 3);
    assert.equal(await countStores(connection, []), 0);
  } finally {
    await stop();
  }
});
