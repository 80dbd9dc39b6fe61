import assert from "node:assert/strict";
import { test } from "node:test";
import { checkVersion, nameServer } from "./check-server.js";

test("a server is named by brand and number, whatever is around them", () => {
  assert.equal(nameServer("11.4.5-MariaDB-log"), "MariaDB 11.4.5");
  assert.equal(nameServer("10.11.6-mariadb-1:10.11.7+maria~ubu2204"), "MariaDB 10.11.6");
  assert.equal(nameServer("8.4.3"), "MySQL 8.4.3");
  assert.equal(nameServer("8.0.41-0ubuntu0.22.04.1"), "MySQL 8.0.41");
  assert.equal(nameServer("unknown"), "MySQL unknown");
});

test("MySQL from 8.4 and MariaDB from 10.11 are accepted", () => {
  for (const version of ["8.4.0", "8.10.0", "9.0.1", "10.11.0-MariaDB", "10.12.1-MariaDB", "11.0.2-MariaDB"])
    assert.equal(checkVersion(version), nameServer(version));
});

test("older servers are refused with what was expected, what was got, and what to do", () => {
  for (const version of ["8.3.9", "8.0.41", "5.7.44", "10.10.9-MariaDB", "10.4.1-MariaDB", "9.9.9-MariaDB"])
    assert.throws(() => checkVersion(version), {
      code: "MYSQL_VERSION",
      message: `expected MySQL 8.4 or newer, or MariaDB 10.11 or newer, got ${nameServer(version)}`,
      hint: "upgrade the server, or unset MYSQL_HOST to use the embedded one",
    });
});
