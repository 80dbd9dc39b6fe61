import { html, type SafeHtml } from "@remix-run/html-template";
import { headAmounts, type Messages } from "@tillbook/charts";
import { toScriptJson } from "./html.js";
import type { Section } from "./section.js";
import { closeTable, openTable } from "./table.js";

/** Ids that the drill has in a page. */
export const drillIds = ["drill", "drill-sums", "drill-title", "table-drill"];

/**
 * Renders what the page opens from the name of a store or a month: an empty dialog, which stays inert without the page's script, and the
 * sums and texts of which `drill.js` makes its table; nothing where no notebook gives sums.
 */
export function renderDrill(sections: readonly Section[], messages: Messages): SafeHtml {
  const sums = sections
    .flatMap(({ blocks }) => blocks)
    .flatMap((block) => (block.kind === "drill" ? [block.drill] : []))[0];
  if (sums === undefined) return html``;
  const { back, close, caption, explain } = messages.drill;
  return html`<template id="drill"><dialog class="drill" aria-labelledby="drill-title" closedby="any">
<div class="bar"><button type="button" class="back">← ${back}</button><button type="button" class="close">${close}</button></div>
<h2 id="drill-title" tabindex="-1"></h2>
<p class="small">${explain}</p>
${openTable({ name: "drill", caption }, messages, sums.stores.length)}${closeTable}
</dialog></template>
<script type="application/json" id="drill-sums">${toScriptJson({ ...sums, ...describeNumbers(messages), words: listWords(messages) })}</script>
`;
}

/** How the page's language writes numbers; "{}" stands for the digits. */
function describeNumbers({ numbers }: Messages): Record<string, unknown> {
  const { group, decimal, percent, currency } = numbers;
  return { group, decimal, percent: percent("{}"), scale: currency.scale, digits: currency.digits };
}

function listWords(messages: Messages): Record<string, string> {
  const { labels, calendar, drill, receipts, storeTable } = messages;
  return {
    store: labels.store,
    month: calendar.units.month,
    all: labels.all,
    ofStore: drill.ofStore,
    ofMonth: drill.ofMonth,
    revenue: headAmounts(labels.revenue, messages),
    openDays: labels.openDays,
    perDay: headAmounts(labels.perOpenDay, messages),
    monthBefore: drill.monthBefore,
    yearBefore: drill.yearBefore,
    receipts: receipts.receipts,
    average: headAmounts(receipts.average, messages),
    refunded: storeTable.refunded,
  };
}
