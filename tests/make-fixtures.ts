import { join } from "node:path";
import { findRoot } from "@tillbook/pipeline";
import { copyCheckout } from "./checkout.js";
import { readFixtures, writeFixtures } from "./fixtures.js";

// `make fixtures`: makes the report's fixtures by running the stages in a copy of the checkout.

const checkout = copyCheckout();
try {
  const { code, output } = await checkout.make("plot");
  if (code !== 0) throw new Error(output);
  writeFixtures(join(findRoot(), "report/fixtures"), readFixtures(checkout.root));
} finally {
  checkout.remove();
}
