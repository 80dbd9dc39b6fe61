import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The longest address that a socket can have on Linux, in bytes (unix(7), `sun_path` without its end). */
const longestAddress = 107;

/**
 * Makes a folder that only its owner can enter, for the sockets of kernels and the files with their keys: the ports that kernels
 * usually have are open to every account of the machine. Where the folder for temporary files has too long a path, it is in `/tmp`.
 * @param longestName  length of a file's name in it, in bytes
 */
export function makeSocketFolder(longestName: number): Promise<string> {
  const usual = join(tmpdir(), "kernels-");
  const isShort = Buffer.byteLength(usual) + "XXXXXX/".length + longestName <= longestAddress;
  return mkdtemp(isShort ? usual : "/tmp/tillbook-kernels-");
}
