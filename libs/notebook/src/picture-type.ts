/** What the files of each media type begin with, as bytes of Latin-1. */
const beginnings: Readonly<Record<string, RegExp>> = {
  "image/png": /^\x89PNG/,
  "image/jpeg": /^\xff\xd8\xff/,
  "image/gif": /^GIF8/,
  "image/webp": /^RIFF[\s\S]{4}WEBP/,
};

/** Finds the media type of a picture by its content: the source of an SVG, or bytes; undefined for anything else. */
export function findPictureType(picture: string | Uint8Array): string | undefined {
  const text = typeof picture === "string" ? picture : Buffer.from(picture).toString("latin1");
  const found = Object.keys(beginnings).find((type) => typeof picture !== "string" && beginnings[type]?.test(text));
  return (
    found ?? (/^(?:[\s\S]{0,3}<\?xml|\s*<)[\s\S]*<svg[\s>]|^\s*<svg[\s>]/.test(text) ? "image/svg+xml" : undefined)
  );
}
