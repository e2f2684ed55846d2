// Earlier queries in a list, which the browser alone keeps: each opens again, and all can be forgotten.
import { button, el } from "./elements.ts";
import { MOST_ENTRIES, ROOM, type Entry, type Memory } from "./history.ts";
import { type Words } from "./setting.ts";

export class Past {
  readonly element: HTMLElement;
  private readonly list = el("ul", { class: "list" });
  private readonly words: Words;
  private readonly memory: Memory;
  private readonly opened: (query: string) => void;

  constructor(words: Words, memory: Memory, opened: (query: string) => void) {
    [this.words, this.memory, this.opened] = [words, memory, opened];
    const forget = button(words.say("forget"), () => (memory.forget(), this.show([])));
    const told = words.say("history_told", { count: MOST_ENTRIES, size: ROOM });
    this.element = el("details", { class: "query-history" }, el("summary", {}, words.say("history")), el("p", { class: "quiet small" }, told), this.list, forget);
    this.show(memory.history());
  }

  /** A query was answered, now; `rows` is null where the answer is a truth value. */
  remember(query: string, rows: number | null): void {
    this.show(this.memory.remember({ query, at: new Date().toISOString(), rows }));
  }

  private show(entries: Entry[]): void {
    const when = new Intl.DateTimeFormat(this.words.setting.language, { dateStyle: "medium", timeStyle: "short" });
    const items = entries.map(({ query, at, rows }) => {
      const title = query.split("\n").find((line) => line.trim() && !/^\s*(PREFIX|BASE)\b/i.test(line)) ?? query;
      const told = [when.format(new Date(at)), rows === null ? "" : this.words.say("rows_count", { count: rows })].filter(Boolean).join(" · ");
      const open = button(title.trim().slice(0, 80), () => this.opened(query), { title: query.slice(0, 2_000), class: "past" });
      return el("li", {}, open, " ", el("span", { class: "quiet small" }, told));
    });
    this.list.replaceChildren(...(items.length ? items : [el("li", { class: "quiet" }, this.words.say("no_history"))]));
  }
}
