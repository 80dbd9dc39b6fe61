// A worker of `import`. JavaScript, because Node 20 does not hand tsx on to threads: it is registered here.
import { register } from "tsx/esm/api";

register();
await import("./read-thread.ts");
