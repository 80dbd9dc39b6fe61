import { lstatSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Gives this process, and those that it starts, a folder for temporary files which no other account can enter: TMPDIR where that
// is one, else `tillbook-<uid>` in it. JavaScript, since it is loaded before TypeScript can be.

const uid = process.geteuid?.();
if (uid !== undefined) process.env.TMPDIR = findPrivateFolder(tmpdir());

/** Finds or makes the folder; ends the process where none is safe. */
function findPrivateFolder(folder) {
  try {
    if (isPrivate(folder)) return folder;
    const { uid: owner, gid, mode } = statSync(folder);
    // with many systems' umask of 002, a user's own group may write
    const others = gid === process.getegid() ? 0o002 : 0o022;
    const isSticky = (mode & 0o1000) !== 0;
    if ((owner !== 0 && owner !== uid) || ((mode & others) !== 0 && !isSticky))
      throw new Error("other accounts may replace what is in it");
    const usual = makeFolder(join(folder, `tillbook-${uid}`));
    return isPrivate(usual) ? usual : makeOwnFolder(folder);
  } catch (error) {
    process.stderr.write(
      `tillbook  failed: expected TMPDIR to be a folder for temporary files, got ${folder}: ${error.message} [SETTING_INVALID]\n` +
        "tillbook    try: unset TMPDIR, or set it to a folder of your own, made by mkdir -m 700\n",
    );
    process.exit(1);
  }
}

function makeFolder(folder) {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  return folder;
}

/** Somebody else has the usual name: makes a folder for this run, and for those that it starts. */
function makeOwnFolder(parent) {
  const folder = mkdtempSync(join(parent, "tillbook-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Whether it is a folder, no link, of this account's, which others can't enter. */
function isPrivate(folder) {
  const stat = lstatSync(folder);
  return stat.isDirectory() && stat.uid === uid && (stat.mode & 0o077) === 0;
}
