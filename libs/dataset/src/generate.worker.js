// A worker of `generate`. JavaScript, because Node 20 does not hand tsx on to threads: it is registered here.
import { register } from "tsx/esm/api";

register();
await import("./generate-thread.ts");
