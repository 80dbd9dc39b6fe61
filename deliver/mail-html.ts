import { html, type SafeHtml } from "@remix-run/html-template";
import type { KeyFigure } from "@tillbook/charts";
import type { Letter } from "./letter.js";

/** Colours of the report's page on light and on dark ground, as in report.css. */
const light = { paper: "#ffffff", ink: "#1f2933", quiet: "#52606d", line: "#e4e7eb" };
const dark = { paper: "#15181d", ink: "#e4e7eb", quiet: "#a3adb8", line: "#2e343c" };

const font = "font-family:Inter,'Segoe UI','Helvetica Neue',Arial,sans-serif";

/**
 * Renders a mail's HTML part. It loads nothing. Styles stand in the elements, since some programs drop the head; what the head
 * adds is the dark ground and narrow screens.
 */
export function renderMailHtml(letter: Letter): string {
  const { messages, subject, title, paragraphs, parts, closing, footer, accent, company } = letter;
  const paragraph = (text: string): SafeHtml =>
    html`<p class="ink" style="margin:0 0 16px;${font};font-size:16px;line-height:1.5;color:${light.ink}">${text}</p>`;
  return String(html`<!doctype html>
<html lang="${messages.language}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${subject}</title>
<style>
${html.raw`${makeStyle(letter)}`}
</style>
</head>
<body class="paper" style="margin:0;padding:0;background:${light.paper};color:${light.ink}">
<table role="presentation" class="paper" width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse;background:${light.paper}">
<tr><td align="center" class="around" style="padding:32px 24px">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse;width:100%;max-width:600px">
<tr><td class="accent-line" style="border-top:4px solid ${accent};padding:20px 0 0;text-align:left">
<p class="accent" style="margin:0 0 8px;${font};font-size:15px;font-weight:600;line-height:1.4;color:${accent}">${company}</p>
<h1 class="ink" style="margin:0 0 24px;${font};font-size:24px;font-weight:600;line-height:1.25;color:${light.ink}">${title}</h1>
${join(paragraphs.map(paragraph))}
${join(parts.map((part) => renderPart(part, letter)))}
${join(closing.map(paragraph))}
<p class="quiet" style="margin:24px 0 0;${font};font-size:13px;line-height:1.5;color:${light.quiet}">${footer}</p>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`);
}

function renderPart({ heading, keyFigures }: Letter["parts"][number], { messages }: Letter): SafeHtml {
  const { mail } = messages;
  const caption = heading === undefined ? mail.keyFigures : `${mail.keyFigures}: ${heading}`;
  const title =
    heading === undefined
      ? ""
      : html`<h2 class="ink" style="margin:28px 0 8px;${font};font-size:18px;font-weight:600;line-height:1.3;color:${light.ink}">${heading}</h2>`;
  if (keyFigures.length === 0) return html`${title}`;
  return html`${title}
<table width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse;margin:0 0 24px">
<caption style="${hidden}">${caption}</caption>
<thead style="${hidden}"><tr><th scope="col">${mail.heads.figure}</th><th scope="col">${mail.heads.value}</th></tr></thead>
<tbody>
${join(keyFigures.map(renderFigure))}
</tbody>
</table>`;
}

/** Out of sight, and still read by screen readers. */
const hidden = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap";

function renderFigure({ label, value, note }: KeyFigure): SafeHtml {
  const cell = `padding:10px 0;border-top:1px solid ${light.line};vertical-align:top;${font};line-height:1.4`;
  const small = note
    ? html`<br><span class="quiet" style="font-size:13px;font-weight:400;color:${light.quiet}">${note}</span>`
    : "";
  return html`<tr><th scope="row" class="quiet line" style="${cell};padding-right:16px;text-align:left;font-size:15px;font-weight:400;color:${light.quiet}">${label}</th><td class="ink line" style="${cell};text-align:right;overflow-wrap:anywhere;font-size:17px;font-weight:600;color:${light.ink}">${value}${small}</td></tr>`;
}

function makeStyle({ accentDark }: Letter): string {
  return `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.paper{background:${dark.paper}!important}
.ink{color:${dark.ink}!important}
.quiet{color:${dark.quiet}!important}
.line{border-color:${dark.line}!important}
.accent{color:${accentDark}!important}
.accent-line{border-color:${accentDark}!important}
}
@media (max-width:480px){
.around{padding:20px 16px!important}
}`;
}

function join(parts: readonly SafeHtml[]): SafeHtml {
  return html`${parts.map((part, i) => (i === 0 ? part : html`\n${part}`))}`;
}
