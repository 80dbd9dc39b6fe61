#!/usr/bin/env node
import "@tillbook/pipeline/tsx";

// `npx nx …`: set-up links it as node_modules/.bin/nx, so that nx has the settings and the environment that `make` gives it.
await import("./nx-by-hand.ts");
