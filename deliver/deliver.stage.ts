import { runStage } from "@tillbook/pipeline";
import { deliver } from "./deliver.js";

await runStage("deliver", deliver);
