import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Writes what `index.d.ts` exports as Markdown: each name with its comment, and its declaration with those of its members. */
export function formatReference(folder) {
  const read = (file) => readFileSync(join(folder, file.replace(/\.js$/, ".d.ts")), "utf8");
  const exports = read("index.js").matchAll(/export (?:type )?\{([^}]*)\} from "\.\/(.*?)"/g);
  const sections = [...exports].flatMap(([, names, file]) =>
    names.split(",").map((name) => formatDeclaration(name.replace(/^ *type /, "").trim(), read(file))),
  );
  return `# API\n\nWritten by \`npm run reference\` from the comments in the sources; the guide is in the README.\n\n${sections.sort().join("\n")}`;
}

function formatDeclaration(name, text) {
  const kinds = "(?:declare )?(?:interface|type|function|class|const)";
  const found = new RegExp(
    `(/\\*\\*(?:(?!\\*/)[^])*\\*/\\s*)?^export ${kinds} ${name}\\b(?:.*;|[^]*?^\\};?)$`,
    "m",
  ).exec(text);
  if (!found) throw new Error(`expected a declaration of ${name}, got none`);
  const [declaration, comment = ""] = found;
  const code = declaration.slice(comment.length).replace(/^export (declare )?/, "");
  return `## ${name}\n\n${formatComment(comment)}\n\n\`\`\`ts\n${code}\n\`\`\`\n`;
}

/** Takes the stars from a comment, and makes list items of its tags. */
function formatComment(comment) {
  const lines = comment.replace(/^\s*\/\*\*|\s*\*\/\s*$/g, "").split("\n");
  const text = lines
    .map((line) => line.replace(/^\s*\* ?/, "").trim())
    .join("\n")
    .trim();
  return text.replace(/^@(throws|param|returns)\s+/gm, "\n- *$1* ");
}
