#!/usr/bin/env node
import "tsx";

await import("./tillbook-verify.ts");
