#!/usr/bin/env node
import "tsx";

await import("./src/tillbook-verify.ts");
