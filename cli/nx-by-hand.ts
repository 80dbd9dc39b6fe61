import { cleanEnvironment, findRoot, formatFailure } from "@tillbook/pipeline";

try {
  cleanEnvironment(findRoot());
  // @ts-expect-error: it has no types
  await import("./nx-without-dotenv.mjs");
} catch (error) {
  for (const line of formatFailure(error)) process.stderr.write(`nx        ${line}\n`);
  process.exitCode = 1;
}
