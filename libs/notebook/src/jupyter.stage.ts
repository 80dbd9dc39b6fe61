import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { runStage } from "@tillbook/pipeline";
import { makeSocketFolder } from "./socket-folder.js";

// Opens the notebooks in JupyterLab, on loopback, with the token that Jupyter makes and prints. Nx keeps the database up
// beside it; Ctrl-C ends both. In its container it listens on every address: `jupyter.stage.ts 0.0.0.0 8888`.

const [address = "127.0.0.1", port = "8888"] = process.argv.slice(2);

await runStage("jupyter", async ({ paths, log, signal }) => {
  const folder = join(paths.root, "notebooks");
  // also has the files with the server's token
  const sockets = await makeSocketFolder("kernel-12345678-1234-1234-1234-123456789abc-ipc-9".length);
  log("Ctrl-C ends JupyterLab and the database");
  const jupyter = spawn(
    join(paths.root, ".venv/bin/jupyter-lab"),
    [
      `--ServerApp.ip=${address}`,
      `--ServerApp.port=${port}`,
      "--ServerApp.allow_root=True",
      `--ServerApp.root_dir=${folder}`,
      "--KernelManager.transport=ipc",
      "--LabApp.news_url=None",
    ],
    {
      cwd: folder,
      // A process group of its own: Jupyter asks back at Ctrl-C, and is ended by SIGTERM instead.
      detached: true,
      stdio: ["ignore", "inherit", "inherit"],
      env: {
        ...process.env,
        JUPYTER_PATH: join(paths.root, "libs/notebook/jupyter"),
        JUPYTER_CONFIG_PATH: join(paths.root, "libs/notebook/jupyter"),
        JUPYTER_PREFER_ENV_PATH: "1",
        JUPYTER_RUNTIME_DIR: sockets,
      },
    },
  );
  const stop = (): boolean => jupyter.kill("SIGTERM");
  signal.addEventListener("abort", stop);
  const [code] = await once(jupyter, "exit");
  await rm(sockets, { recursive: true, force: true });
  signal.throwIfAborted();
  if (code !== 0) throw new Error(`JupyterLab ended with exit code ${code}`);
  return "JupyterLab has ended";
});
