// What is wrong or doubtful about the query in the editor: marked in the text, told in words below it, and its plan.
import { type Editor } from "./editor.ts";
import { button, el } from "./elements.ts";
import { marks, merged, unknown, type Hint, type Told } from "./problems.ts";
import { type Words } from "./setting.ts";
import { type Terms } from "./terms.ts";

const LONGEST_EXPLAINED = 50_000;
const MOST_TOLD = 20;

/** What is asked anew each time: the known terms, and the faults of the last run. */
export interface Known {
  terms: () => Terms;
  faults: () => Told[];
}

export class Doubts {
  readonly list = el("ul", { class: "list hints", hidden: true });
  readonly plan = el("pre", { tabindex: 0, hidden: true });
  private readonly editor: Editor;
  private readonly words: Words;
  private readonly known: Known;
  private explained: Told[] = [];
  private asking: AbortController | null = null;
  private canExplain = true;

  constructor(editor: Editor, words: Words, known: Known) {
    [this.editor, this.words, this.known] = [editor, words, known];
  }

  /** Mark the text anew, and say what is marked. */
  show(): void {
    const text = this.editor.text;
    const words = (name: string, near: string) => this.words.say(near ? "unknown_near" : "unknown", { name, near });
    const told = merged(this.known.faults(), this.explained, unknown(text, this.known.terms(), this.words.setting.ontology, words));
    this.editor.mark(told);
    const items = told.slice(0, MOST_TOLD).map((one) => this.told(one, text));
    this.list.replaceChildren(...items);
    this.list.hidden = items.length === 0;
  }

  /** Another text stands in the editor: what the server told of the last one is not true of it. */
  forget(): void {
    this.explained = [];
  }

  /** Ask the server what it makes of the query; `isAsked` where a reader wants to see the plan. */
  async explain(isAsked: boolean): Promise<void> {
    this.asking?.abort();
    const text = this.editor.text;
    if (!this.canExplain || !text.trim() || text.length > LONGEST_EXPLAINED) {
      if (isAsked) this.planned(this.words.say("no_plan"));
      return;
    }
    this.asking = new AbortController();
    try {
      const answer = await fetch(this.words.setting.explain, { method: "POST", headers: { accept: "application/json" }, body: new URLSearchParams({ query: text }), signal: this.asking.signal });
      if (answer.status === 404 || answer.status === 405) this.canExplain = false;
      if (!answer.ok) return;
      const told = (await answer.json()) as { plan: string | null; hints: Hint[] };
      if (text !== this.editor.text) return;
      this.explained = marks(text, told.hints);
      const words = [told.plan ?? this.words.say("no_plan"), told.hints.length ? "" : this.words.say("no_hints")];
      this.planned(words.filter(Boolean).join("\n"), isAsked);
      this.show();
    } catch {
      // given up, or the server is away: running the query will say so
    }
  }

  private planned(words: string, isAsked = true): void {
    this.plan.textContent = words;
    if (isAsked) this.plan.hidden = false;
  }

  private told(one: Told, text: string): HTMLElement {
    const before = text.slice(0, one.from).split("\n");
    const [line, column] = one.place ?? [before.length, (before.at(-1) ?? "").length + 1];
    const go = button(this.words.say("line_column", { line, column }), () => this.editor.go(one.from), { class: "where" });
    const mend = one.instead && button(this.words.say("replace", { word: one.instead }), () => this.editor.mend(one));
    return el("li", { class: one.severity }, go, " ", el("span", { lang: one.isEnglish && "en" }, one.message), " ", mend || null);
  }
}
