#!/usr/bin/env node
import "@tillbook/pipeline/tsx";

await import("./tillbook-verify.ts");
