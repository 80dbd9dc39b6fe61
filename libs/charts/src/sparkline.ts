import type { Course } from "./locale/facts.js";
import type { Messages } from "./locale/index.js";
import { type Count, quantity } from "./quantity.js";
import { escapePlotly } from "./text.js";

/** One value of a course, with the name of what it is of, e.g. a month. */
export interface CoursePoint {
  name: string;
  value: Count;
}

const [width, height, margin] = [80, 18, 3];

/**
 * Draws values in their order as a small line, for a cell of a Markdown table: an SVG of 80 × 18 px with a dot at the last value, from the
 * lowest value to the highest, and a text alternative that tells its shape. Of fewer than two values it is empty.
 */
export function sparkline(points: readonly CoursePoint[], messages: Messages): string {
  if (points.length < 2) return "";
  const values = points.map(({ value }) => Number(quantity(value)));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const places = values.map((value, i) => {
    const x = margin + (i * (width - 2 * margin)) / (values.length - 1);
    const share = high === low ? 0.5 : (value - low) / (high - low);
    return [x, height - margin - share * (height - 2 * margin)].map((place) => Math.round(place * 10) / 10);
  });
  const [x, y] = places.at(-1)!;
  const line = places.map((place) => place.join(" ")).join("L");
  const alt = escapePlotly(describeCourse(points, messages)).replaceAll('"', "&quot;").replaceAll("|", "&#124;");
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${alt}"><path d="M${line}" fill="none" stroke="currentColor" stroke-width="1.2"/><circle cx="${x}" cy="${y}" r="2" fill="currentColor"/></svg>`;
}

/** Tells the shape of a course: whether it rises or falls from its first third to its last by a third of its range, and its only peak. */
export function describeCourse(points: readonly CoursePoint[], messages: Messages): string {
  const values = points.map(({ value }) => Number(quantity(value)));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const third = Math.max(1, Math.floor(values.length / 3));
  const mean = (some: readonly number[]): number => some.reduce((sum, value) => sum + value, 0) / some.length;
  const change = mean(values.slice(-third)) - mean(values.slice(0, third));
  const isClear = high > low && Math.abs(change) >= (high - low) / 3;
  const course: Course = high === low ? "level" : !isClear ? "mixed" : change > 0 ? "rising" : "falling";
  const peaks = points.filter((_, i) => values[i] === high);
  return messages.course(course, course === "level" || peaks.length > 1 ? undefined : peaks[0]!.name);
}
