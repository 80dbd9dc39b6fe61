/** Formats a size in bytes for people, e.g. `1.4 MB`, `312 kB`. */
export function formatSize(sizeBytes: number): string {
  return sizeBytes >= 1e6 ? `${(sizeBytes / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(sizeBytes / 1e3))} kB`;
}
