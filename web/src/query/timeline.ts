// Rows with a date, by year: a bar for each year, and what each row is about under it.
import { type Rows } from "./answers.ts";
import { cell } from "./cells.ts";
import { year, type Holds } from "./columns.ts";
import { el, svg } from "./elements.ts";
import { type Labels } from "./labels.ts";
import { type Words } from "./setting.ts";
import { pause } from "./sorting.ts";
import { value } from "./terms-of-answers.ts";

export const MOST_ENTRIES = 300;
const BAR = 34;
const HEIGHT = 90;

export interface Year {
  year: number;
  rows: number[];
}

/** Rows that say the same of the same day, by the first of them, with their number. */
export function alike(rows: Rows, of: number[], columns: number[]): [number, number][] {
  const found = new Map<string, [number, number]>();
  for (const row of of) {
    const key = columns.map((column) => rows.cell(row, column)).join("\t");
    const known = found.get(key);
    if (known) known[1]++;
    else found.set(key, [row, 1]);
  }
  return [...found.values()];
}

/** The rows of each year by a column of dates, in order; rows without one are counted. */
export async function years(rows: Rows, column: number): Promise<{ years: Year[]; undated: number }> {
  const found = new Map<number, { at: string; row: number }[]>();
  let undated = 0;
  for (let row = 0; row < rows.length; row++) {
    const at = rows.value(row, column).value;
    const when = year(at);
    if (when === null) undated++;
    else if (found.has(when)) found.get(when)?.push({ at, row });
    else found.set(when, [{ at, row }]);
    if (row % 5_000 === 4_999) await pause();
  }
  const sorted = [...found].sort((a, b) => a[0] - b[0]);
  const inOrder = (all: { at: string; row: number }[]) => all.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.row - b.row)).map(({ row }) => row);
  return { years: sorted.map(([when, all]) => ({ year: when, rows: inOrder(all) })), undated };
}

/** The column that tells what a row is about: the first of things, else of texts. */
export function about(holds: Holds[], dates: number): number {
  const order: Holds[][] = [["thing", "actor", "country"], ["text"]];
  for (const kinds of order) {
    const found = holds.findIndex((kind, column) => column !== dates && kinds.includes(kind));
    if (found >= 0) return found;
  }
  return dates;
}

export async function drawn(rows: Rows, holds: Holds[], words: Words, labels: Labels): Promise<HTMLElement> {
  const dates = holds.indexOf("date");
  const found = await years(rows, dates);
  const column = about(holds, dates);
  const all = found.years.map(({ year, rows: those }) => ({ year, total: those.length, entries: alike(rows, those, [dates, column]) }));
  const every = all.flatMap(({ entries }) => entries.map(([row]) => row));
  const shown = every.slice(0, MOST_ENTRIES);
  const isShown = new Set(shown);
  await labels.ask(shown.map((row) => rows.cell(row, column)).filter((one) => one.startsWith("<")).map((one) => value(one).value));
  const look = { words, labels, isNamed: true };
  const counted = (count: number) => el("span", { class: "quiet small" }, words.say("rows_count", { count }));
  const entry = ([row, count]: [number, number]) =>
    el("li", {}, el("span", { class: "quiet" }, rows.value(row, dates).value), " ", cell(rows.value(row, column), look), " ", count > 1 && counted(count));
  const items = all.map(({ year, total, entries }) => {
    const listed = entries.filter(([row]) => isShown.has(row)).map(entry);
    return el("li", {}, el("h3", {}, String(year), " ", counted(total)), el("ol", { class: "entries" }, ...listed));
  });
  const notes = [
    every.length > shown.length && words.say("timeline_cut", { shown: shown.length, total: every.length }),
    found.undated > 0 && words.say("undated", { count: found.undated }),
  ].filter((one) => one !== false);
  return el("div", {}, ...notes.map((note) => el("p", { class: "quiet" }, note)), bars(found.years, words), el("ol", { class: "answer-years" }, ...items));
}

function bars(all: Year[], words: Words): HTMLElement {
  const most = Math.max(...all.map(({ rows }) => rows.length), 1);
  const marks = all.map(({ year, rows }, at) => {
    const height = Math.max(2, Math.round((rows.length / most) * HEIGHT));
    return [
      svg("rect", { class: "bar bar-event", x: at * BAR + 5, y: HEIGHT + 16 - height, width: BAR - 10, height }),
      svg("text", { class: "bar-count", x: at * BAR + BAR / 2, y: HEIGHT + 12 - height }, words.number(rows.length)),
      svg("text", { class: "bar-year", x: at * BAR + BAR / 2, y: HEIGHT + 30 }, String(year)),
    ];
  });
  const width = Math.max(all.length * BAR, BAR);
  const picture = svg("svg", { viewBox: `0 0 ${width} ${HEIGHT + 36}`, width, height: HEIGHT + 36, role: "img", "aria-label": words.say("view_timeline") }, ...marks.flat());
  return el("div", { class: "scroll bars", tabindex: 0, role: "group", "aria-label": words.say("view_timeline") }, picture);
}
