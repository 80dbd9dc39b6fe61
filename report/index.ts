// What makes reports, for who makes many of them.
export { listSuperseded } from "./archive.js";
export { makeScript } from "./assets.js";
export { withBrowser } from "./browser.js";
export { buildReport, type Report } from "./build-report.js";
export { checkAssets } from "./check-assets.js";
export { renderBrand, renderDocument } from "./document.js";
export { openDrawer } from "./draw-charts.js";
export { embedFonts } from "./fonts.js";
export { joinLines } from "./html.js";
export { type Look, readLook } from "./look.js";
export { readOrigin } from "./origin.js";
export { makeThemeCss } from "./page-style.js";
export { type Print, printReport } from "./print.js";
