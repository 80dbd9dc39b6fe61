import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import * as charts from "./index.js";

const { de, en, quantity } = charts;

afterEach(charts.stopRecording);

test("every mark can be formatted once more from its value alone", () => {
  for (const messages of [en, de]) {
    charts.startRecording();
    const third = quantity("12345.678").over(3);
    const month = quantity(2026 * 12 + 2);
    const texts = [
      ...[charts.formatMoney, charts.formatMoneyShort, charts.formatAmount, charts.formatAmountShort].map((format) =>
        format(third, messages),
      ),
      ...[charts.formatCount(third, messages), charts.formatDuration(third, messages), messages.counts.sales(1200)],
      ...[charts.formatShare(third, 20_000, messages), charts.formatPercent(third, messages, 3)],
      ...[charts.formatChange(third, 4000, messages), charts.formatPoints(third, 4000, messages, 2)],
      ...[charts.formatRatio(third, 7, messages, 2), charts.formatNumber(third, 0, messages)],
      ...[charts.nameMonth, charts.nameQuarter, charts.nameYear].map((name) => name(month, messages)),
      ...[charts.nameHour(9, messages), charts.nameFullHour(9, messages), messages.timeSales.title(9, 10, undefined)],
      charts.nameDay(quantity({ day: "2026-03-31" }, "day"), messages),
    ];
    for (const marked of texts) {
      const { text, marks } = charts.takeMarks(marked);
      assert.ok(marks.length > 0, text);
      for (const { span, format, quantity } of marks)
        assert.equal(charts.stripMarks(charts.formatAs(format, quantity, messages)), text.slice(...span), format);
    }
  }
});

test("a format that is none is refused", () => {
  assert.throws(() => charts.formatAs("x", quantity(1), en), /^Error: expected the name of a formatter, got "x"$/);
});
