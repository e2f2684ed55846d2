// Find and replace in the editor: fetched when it is first asked for. A plain form over the editor, in the page's own look.
import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, type DecorationSet } from "@codemirror/view";
import { button, el } from "./elements.ts";
import { type Words } from "./setting.ts";

/** So many matches are counted. */
export const MOST = 10_000;

export type Match = [from: number, to: number];

/** Where a text is found, without regard to case unless it is wanted. */
export function matches(text: string, wanted: string, isCase: boolean, most = MOST): Match[] {
  if (!wanted) return [];
  const found: Match[] = [];
  for (const { index, 0: word } of text.matchAll(new RegExp(wanted.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), isCase ? "gu" : "giu"))) {
    found.push([index, index + word.length]);
    if (found.length === most) break;
  }
  return found;
}

/** The number of the match after a place, or before it; round the end of the text. */
export function following(all: Match[], at: number, isBack: boolean): number {
  if (isBack) return (all.filter(([, to]) => to <= at).length - 1 + all.length) % all.length;
  return Math.max(all.findIndex(([from]) => from >= at), 0);
}

const MOST_SHOWN = 1_000;
const LOOK = EditorView.theme({
  ".cm-found": { outline: "1px solid var(--quiet)", background: "var(--mark)" },
  ".cm-found-here": { outline: "2px solid var(--link)" },
});
const show = StateEffect.define<{ all: Match[]; here: number }>();

/** The matches as they are shown: a browser shows no selection where the focus is elsewhere. */
const shown = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (held, change) => {
    const told = change.effects.find((one) => one.is(show))?.value as { all: Match[]; here: number } | undefined;
    if (!told) return held.map(change.changes);
    const first = Math.max(0, Math.min(told.here - MOST_SHOWN / 2, told.all.length - MOST_SHOWN));
    const near = told.all.slice(first, first + MOST_SHOWN);
    return Decoration.set(near.map(([from, to], n) => Decoration.mark({ class: n + first === told.here ? "cm-found cm-found-here" : "cm-found" }).range(from, to)));
  },
  provide: (field) => EditorView.decorations.from(field),
});

export class Find {
  readonly element: HTMLElement;
  private readonly view: EditorView;
  private readonly words: Words;
  private readonly wanted = el("input", { type: "search", id: "find-in-query", autocomplete: "off", spellcheck: "false" });
  private readonly instead = el("input", { type: "text", id: "find-instead", autocomplete: "off", spellcheck: "false" });
  private readonly isCase = el("input", { type: "checkbox", id: "find-case" });
  private readonly told = el("span", { role: "status", class: "small" });

  constructor(view: EditorView, words: Words) {
    [this.view, this.words] = [view, words];
    const say = (key: string) => words.say(`find_${key}`);
    const label = (field: HTMLInputElement, key: string) => el("label", { for: field.id }, say(key));
    const close = button("×", () => this.close(), { "aria-label": words.say("close"), title: words.say("close") });
    this.element = el(
      "div",
      { class: "query-find", role: "search", "aria-label": say("what") },
      el("span", {}, label(this.wanted, "what"), this.wanted),
      el("span", {}, this.isCase, label(this.isCase, "case")),
      el("span", {}, button(say("next"), () => this.go(false)), button(say("before"), () => this.go(true))),
      el("span", {}, label(this.instead, "with"), this.instead),
      el("span", {}, button(say("replace"), () => this.replace()), button(say("replace_all"), () => this.replaceAll())),
      this.told,
      close,
    );
    for (const field of [this.wanted, this.isCase]) field.addEventListener("input", () => this.go(false, true));
    this.element.addEventListener("keydown", (event) => this.key(event));
  }

  open(): void {
    const { from, to } = this.view.state.selection.main;
    const chosen = this.view.state.sliceDoc(from, Math.min(to, from + 200));
    if (chosen && !chosen.includes("\n")) this.wanted.value = chosen;
    this.element.hidden = false;
    this.wanted.focus();
    this.wanted.select();
  }

  private close(): void {
    this.element.hidden = true;
    this.told.textContent = "";
    this.show([], -1);
    this.view.focus();
  }

  private key(event: KeyboardEvent): void {
    const isField = event.target === this.wanted || event.target === this.instead;
    if (event.key === "Escape") this.close();
    else if (event.key === "f" && (event.ctrlKey || event.metaKey)) this.open();
    else if (event.key === "Enter" && isField && !event.ctrlKey && !event.metaKey) event.target === this.wanted ? this.go(event.shiftKey) : this.replace();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private get all(): Match[] {
    return matches(this.view.state.doc.toString(), this.wanted.value, this.isCase.checked);
  }

  /** Choose the next match or the one before; `isHere`: the one that begins where the last did counts too. */
  private go(isBack: boolean, isHere = false): void {
    const { all } = this;
    const { from, to } = this.view.state.selection.main;
    const at = all.length ? following(all, isBack || isHere ? from : to, isBack) : -1;
    const match = all[at];
    if (match) this.view.dispatch({ selection: { anchor: match[0], head: match[1] }, scrollIntoView: true });
    this.show(all, at);
    this.tell(this.wanted.value ? this.words.say(match ? "find_at" : "find_none", { at: at + 1, count: all.length }) : "");
  }

  private replace(): void {
    const { from, to } = this.view.state.selection.main;
    if (!this.all.some(([a, b]) => a === from && b === to)) return this.go(false);
    this.view.dispatch({ changes: { from, to, insert: this.instead.value }, selection: { anchor: from + this.instead.value.length }, userEvent: "input.replace" });
    this.go(false);
  }

  private replaceAll(): void {
    const all = matches(this.view.state.doc.toString(), this.wanted.value, this.isCase.checked, Infinity);
    if (all.length) this.view.dispatch({ changes: all.map(([from, to]) => ({ from, to, insert: this.instead.value })), userEvent: "input.replace" });
    this.show([], -1);
    this.tell(this.words.say("find_replaced", { count: all.length }));
  }

  /** Each tab has a state of its own, which learns to show matches when it is first searched. */
  private show(all: Match[], here: number): void {
    const isNew = this.view.state.field(shown, false) === undefined;
    if (isNew) this.view.dispatch({ effects: StateEffect.appendConfig.of([shown, LOOK]) });
    this.view.dispatch({ effects: show.of({ all, here }) });
  }

  private tell(words: string): void {
    this.told.textContent = words;
  }
}
