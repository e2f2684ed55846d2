// Rows as a table: a page at a time, sorted, narrowed by values, with columns as wide as the reader wants.
import { type Rows } from "./answers.ts";
import { cell, spoken, type Look } from "./cells.ts";
import { button, el } from "./elements.ts";
import { type Labels } from "./labels.ts";
import { type Words } from "./setting.ts";
import { order, pause } from "./sorting.ts";
import { value } from "./terms-of-answers.ts";

const CELLS_A_PAGE = 1_000;
const MOST_VALUES = 25;
const MOST_NAMES_SORTED = 1_000;
const SLICE = 5_000;
const LEAST_WIDTH = 48;
/** With more columns than this, measuring what they hold would hold up the page: all are as wide as this, at first. */
const MEASURED = 30;
const WIDTH = 180;
const STEP = 24;

/** Rows on one page of a table with so many columns. */
export function perPage(columns: number): number {
  return Math.min(100, Math.max(5, Math.floor(CELLS_A_PAGE / Math.max(columns, 1))));
}

/** How often each value of a column stands in some rows, the most frequent first. */
export async function counted(rows: Rows, of: number[], column: number): Promise<[string, number][]> {
  const counts = new Map<string, number>();
  for (let at = 0; at < of.length; at++) {
    const found = rows.cell(of[at] as number, column);
    counts.set(found, (counts.get(found) ?? 0) + 1);
    if (at % SLICE === SLICE - 1) await pause();
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

export class Table {
  readonly element = el("div", { class: "answer-table" });
  private readonly rows: Rows;
  private readonly words: Words;
  private readonly labels: Labels;
  private readonly chosen = new Map<number, string>();
  private readonly chips = el("p", { class: "chips" });
  private readonly values = el("div", { class: "values", role: "group", hidden: true });
  private readonly scroll: HTMLElement;
  private readonly heads: HTMLElement[];
  private readonly body = el("tbody");
  private readonly table: HTMLTableElement;
  private readonly foot = el("div", { class: "pages" });
  private widths: number[] = [];
  private sorted: { column: number; isDown: boolean } | null = null;
  private visible: number[];
  private page = 0;
  private isNamed = true;
  private turn = 0;

  constructor(rows: Rows, words: Words, labels: Labels) {
    [this.rows, this.words, this.labels] = [rows, words, labels];
    this.visible = all(rows);
    if (rows.variables.length > MEASURED) this.widths = rows.variables.map(() => WIDTH);
    this.scroll = el("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": words.say("answer") });
    this.heads = rows.variables.map((name, column) => this.head(name, column));
    this.table = el("table", { class: "results plain" }, el("thead", {}, el("tr", {}, ...this.heads)), this.body);
    const box = el("input", { type: "checkbox", id: "answer-iris", onchange: () => this.named(!box.checked) });
    const hint = el("span", { class: "quiet small" }, words.say("width_keys"));
    this.element.append(el("p", { class: "answer-choices" }, box, el("label", { for: box.id }, words.say("show_iris")), " ", hint), this.chips, this.values, this.scroll, this.foot);
  }

  async draw(): Promise<void> {
    const turn = ++this.turn;
    this.fill();
    const isMore = await this.labels.ask(this.things());
    if (isMore && turn === this.turn) this.rename();
  }

  private get size(): number {
    return perPage(this.rows.variables.length);
  }

  private get shown(): number[] {
    return this.visible.slice(this.page * this.size, (this.page + 1) * this.size);
  }

  private things(): string[] {
    const found = new Set<string>();
    for (const row of this.shown) for (const one of this.rows.cells(row)) if (one.startsWith("<")) found.add(value(one).value);
    return [...found];
  }

  /** Make the rows of the page; the heads stay as they are, and the focus in them. */
  private fill(): void {
    const { look } = this;
    const lines = this.shown.map((row) => el("tr", {}, ...this.rows.cells(row).map((one) => el("td", {}, one ? cell(value(one), look) : null))));
    this.heads.forEach((head, column) => head.setAttribute("aria-sort", this.direction(column)));
    this.body.replaceChildren(...lines);
    if (!this.scroll.firstChild) {
      this.widen();
      this.scroll.append(this.table);
    }
    this.pages();
    this.chosenChips();
  }

  private direction(column: number): string {
    if (this.sorted?.column !== column) return "none";
    return this.sorted.isDown ? "descending" : "ascending";
  }

  private get look(): Look {
    return { words: this.words, labels: this.labels, isNamed: this.isNamed };
  }

  /** Write the names that came: only cells of things are made anew. */
  private rename(): void {
    const lines = this.body.rows;
    this.shown.forEach((row, n) => {
      this.rows.cells(row).forEach((one, column) => {
        if (one.startsWith("<")) lines[n]?.children[column]?.replaceChildren(cell(value(one), this.look));
      });
    });
  }

  private head(name: string, column: number): HTMLElement {
    const sorter = button(name, () => void this.sort(column), { class: "sorter", title: this.words.say("sort") });
    sorter.addEventListener("keydown", (event) => this.keyed(event, column));
    const values = button("▾", () => void this.list(column), { class: "lister", "aria-label": this.words.say("values_of", { name }) });
    const handle = el("span", { class: "handle", "aria-hidden": "true" });
    handle.addEventListener("pointerdown", (event) => this.dragged(event, column));
    return el("th", { scope: "col", "aria-sort": "none" }, el("span", { class: "column-head" }, sorter, values), handle);
  }

  // --- columns' widths

  private keyed(event: KeyboardEvent, column: number): void {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (!event.altKey || !step) return;
    event.preventDefault();
    this.resize(column, step);
  }

  private dragged(event: PointerEvent, column: number): void {
    event.preventDefault();
    let at = event.clientX;
    const handle = event.target as HTMLElement;
    handle.setPointerCapture(event.pointerId);
    handle.onpointermove = (moved) => {
      this.resize(column, moved.clientX - at);
      at = moved.clientX;
    };
    handle.onpointerup = () => (handle.onpointermove = null);
  }

  private resize(column: number, by: number): void {
    if (!this.widths.length) this.widths = this.heads.map((head) => head.offsetWidth);
    this.widths[column] = Math.max(LEAST_WIDTH, (this.widths[column] ?? 0) + by);
    this.widen();
  }

  private widen(): void {
    if (!this.widths.length) return;
    this.table.style.tableLayout = "fixed";
    this.table.style.width = `${this.widths.reduce((sum, width) => sum + width, 0)}px`;
    this.heads.forEach((head, column) => (head.style.width = `${this.widths[column]}px`));
  }

  // --- order

  private async sort(column: number): Promise<void> {
    const isDown = this.sorted?.column === column && !this.sorted.isDown;
    this.sorted = { column, isDown };
    await this.again();
  }

  /** The rows that are chosen, in their order: empty cells last, numbers by size, names as the reader's language has it. */
  private async again(): Promise<void> {
    const turn = ++this.turn;
    let visible: number[] = all(this.rows);
    for (const [column, wanted] of this.chosen) visible = visible.filter((row) => this.rows.cell(row, column) === wanted);
    if (this.sorted) visible = await this.ordered(visible, this.sorted.column, this.sorted.isDown);
    if (turn !== this.turn) return;
    this.visible = visible;
    this.page = 0;
    await this.draw();
  }

  private async ordered(visible: number[], column: number, isDown: boolean): Promise<number[]> {
    const raw = visible.map((row) => this.rows.cell(row, column));
    const things = new Set(raw.filter((one) => one.startsWith("<")));
    if (things.size <= MOST_NAMES_SORTED) await this.labels.ask([...things].map((one) => value(one).value));
    const keys: string[] = [];
    for (const one of raw) {
      keys.push(spoken(value(one), this.labels).slice(0, 200));
      if (keys.length % SLICE === 0) await pause();
    }
    const compare = comparison(keys, this.words.setting.language);
    const sign = isDown ? -1 : 1;
    const empty = (at: number) => (raw[at] === "" ? 1 : 0);
    const found = await order(raw.length, (a, b) => empty(a) - empty(b) || sign * compare(a, b));
    return found.map((at) => visible[at] as number);
  }

  // --- values

  private async list(column: number): Promise<void> {
    const name = this.rows.variables[column] ?? "";
    const found = await counted(this.rows, this.visible, column);
    const most = found.slice(0, MOST_VALUES);
    await this.labels.ask(most.filter(([one]) => one.startsWith("<")).map(([one]) => value(one).value));
    const items = most.map(([one, count]) => {
      const words = `${this.said(one)} · ${this.words.number(count)}`;
      return button(words, () => this.choose(column, one), { class: "chip" });
    });
    const rest = found.length > most.length && el("span", { class: "quiet small" }, this.words.say("more_values", { count: found.length - most.length }));
    const close = button(this.words.say("close"), () => this.closeValues(column));
    this.values.replaceChildren(el("strong", {}, this.words.say("values_of", { name })), " ", ...items, ...(rest ? [rest] : []), " ", close);
    this.values.hidden = false;
    this.values.setAttribute("aria-label", this.words.say("values_of", { name }));
    this.values.onkeydown = (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.closeValues(column);
    };
    (items[0] ?? close).focus();
  }

  private closeValues(column: number): void {
    this.values.hidden = true;
    this.scroll.querySelectorAll<HTMLElement>(".lister")[column]?.focus();
  }

  private said(one: string): string {
    return one === "" ? this.words.say("empty") : spoken(value(one), this.labels).slice(0, 80);
  }

  private choose(column: number, wanted: string): void {
    this.chosen.set(column, wanted);
    this.closeValues(column);
    void this.again();
  }

  private chosenChips(): void {
    const chips = [...this.chosen].map(([column, wanted]) => {
      const words = `${this.rows.variables[column]}: ${this.said(wanted)}`;
      const undo = () => (this.chosen.delete(column), void this.again());
      return button(`${words} ✕`, undo, { class: "chip", "aria-label": this.words.say("undo_choice", { choice: words }) });
    });
    this.chips.replaceChildren(...chips);
    this.chips.hidden = chips.length === 0;
  }

  private named(isNamed: boolean): void {
    this.isNamed = isNamed;
    this.fill();
  }

  private pages(): void {
    const last = Math.max(1, Math.ceil(this.visible.length / this.size));
    const from = this.visible.length ? this.page * this.size + 1 : 0;
    const told = this.words.say("rows_shown", { from, to: this.page * this.size + this.shown.length, total: this.visible.length });
    const go = (page: number) => () => {
      this.page = page;
      void this.draw().then(() => this.scroll.scrollIntoView({ block: "nearest" }));
    };
    const status = el("span", { class: "quiet", role: "status" }, told);
    const before = button(this.words.say("before"), go(this.page - 1), { disabled: this.page === 0 });
    const next = button(this.words.say("next"), go(this.page + 1), { disabled: this.page + 1 >= last });
    this.foot.replaceChildren(status, ...(last > 1 ? [before, next] : []));
  }
}

/** How two values compare: as numbers where all are numbers; else by the language's order, or plainly where there are many. */
export function comparison(keys: string[], language: string): (a: number, b: number) => number {
  const numbers = keys.map((key) => (key === "" ? Number.NaN : Number(key)));
  if (keys.every((key, at) => key === "" || !Number.isNaN(numbers[at]))) return (a, b) => (numbers[a] ?? 0) - (numbers[b] ?? 0) || 0;
  const plain = (a: number, b: number) => ((keys[a] ?? "") < (keys[b] ?? "") ? -1 : (keys[a] ?? "") > (keys[b] ?? "") ? 1 : 0);
  if (keys.length > 20_000) return plain;
  const { compare } = new Intl.Collator(language, { numeric: true });
  return (a, b) => compare(keys[a] ?? "", keys[b] ?? "") || plain(a, b);
}

function all(rows: Rows): number[] {
  return Array.from({ length: rows.length }, (_, row) => row);
}
