import type { Script } from "./assets.js";

/** Makes the content security policy of a page that loads nothing and runs these scripts only. */
export function makePolicy(scripts: readonly Pick<Script, "hash">[]): string {
  return [
    "default-src 'none'",
    `script-src ${scripts.map(({ hash }) => `'sha256-${hash}'`).join(" ")}`,
    "style-src 'unsafe-inline'",
    "font-src data:",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}
