// The query page at work: tabs, editor, running and stopping, answers. Over the plain form, which stays beneath.
import { type EditorState } from "@codemirror/state";
import { type Shown } from "./answers.ts";
import { AskingError, asked, carried, type Carried, type Problem } from "./asking.ts";
import { Doubts } from "./doubts.ts";
import { Editor } from "./editor.ts";
import { button, el } from "./elements.ts";
import { fault } from "./fault.ts";
import { Memory, MOST_TABS } from "./history.ts";
import { Labels } from "./labels.ts";
import { Past } from "./past.ts";
import { linked, permalink } from "./permalink.ts";
import { range, type Told } from "./problems.ts";
import { Words, type Setting } from "./setting.ts";
import { Sharing } from "./sharing.ts";
import { TabStrip } from "./tab-strip.ts";
import { NOTHING, Terms, type Metadata } from "./terms.ts";

const EXPLAIN_WAIT_MS = 700;
const KEEP_WAIT_MS = 400;
const SEEN_AFTER_MS = 300;
const LONGEST_ADDRESS = 200_000;

interface Tab {
  name: string;
  state: EditorState;
  /** What it began with: a tab that still says it, and was never run, may be used for another query. */
  began: string;
  results: HTMLElement | null;
  running: AbortController | null;
  faults: Told[];
}

export interface Place {
  section: HTMLElement;
  form: HTMLFormElement;
  field: HTMLTextAreaElement;
  answer: HTMLElement;
  /** What the server answered, where it came with the page. */
  carried: Carried | null;
}

export class Bench {
  private readonly words: Words;
  private readonly setting: Setting;
  private readonly place: Place;
  private readonly labels: Labels;
  private readonly memory: Memory;
  private readonly editor: Editor;
  private readonly doubts: Doubts;
  private readonly sharing: Sharing;
  private readonly past: Past;
  private readonly strip: TabStrip;
  private terms = new Terms(NOTHING);
  private tabs: Tab[] = [];
  private at = 0;
  private count = 0;
  /** The query that the address named last. */
  private seen: string | null = null;
  private timers: Record<string, ReturnType<typeof setTimeout>> = {};

  private readonly host = el("div", { class: "query-editor", role: "tabpanel" });
  private readonly status = el("p", { role: "status", class: "query-status" });
  private readonly clock = el("span", { class: "quiet", "aria-hidden": "true" });
  private readonly unkept = el("p", { role: "status", class: "small", hidden: true });
  private readonly run: HTMLButtonElement;
  private readonly stop: HTMLButtonElement;
  private readonly output = el("div", { class: "query-output" });

  constructor(place: Place, setting: Setting, store: Storage | null) {
    [this.place, this.setting, this.words] = [place, setting, new Words(setting)];
    this.labels = new Labels(setting.labels, setting.sparql, setting.language);
    this.memory = new Memory(store);
    this.run = button(this.say("run"), () => void this.ask(), { class: "main" });
    this.stop = button(this.say("stop"), () => this.tab.running?.abort(), { disabled: true });
    const listeners = { changed: () => this.changed(), run: () => void this.ask(), failed: () => this.tell(this.say("part_failed")) };
    this.editor = new Editor(this.host, { words: this.words, terms: () => this.terms, labels: this.labels, listeners });
    this.doubts = new Doubts(this.editor, this.words, { terms: () => this.terms, faults: () => this.tab.faults });
    this.sharing = new Sharing(this.words, {
      query: () => this.editor.text,
      link: () => permalink(location.href, this.editor.text),
      endpoint: () => new URL(this.sparql(), setting.endpoint).href,
      failed: listeners.failed,
    });
    this.past = new Past(this.words, this.memory, (query) => this.handed({ query }));
    this.strip = new TabStrip(this.words, { go: (at) => this.go(at), open: () => this.fresh(), close: () => this.close() });
    this.stand();
    this.open();
    void this.learn();
  }

  private say(key: string, values: Record<string, string | number> = {}): string {
    return this.words.say(key, values);
  }

  private get tab(): Tab {
    return this.tabs[this.at] as Tab;
  }

  // --- the page

  private stand(): void {
    const { form, field } = this.place;
    field.hidden = true;
    const label = form.querySelector("label");
    label?.addEventListener("click", () => this.editor.focus());
    form.querySelector<HTMLElement>(".run")?.setAttribute("hidden", "");
    form.addEventListener("submit", (event) => (event.preventDefault(), void this.ask()));
    const limits = el("span", { class: "quiet small" }, this.say("limits", { seconds: this.setting.timeout_s, rows: this.setting.max_rows }));
    const leave = el("p", { class: "quiet small" }, this.say("leave"));
    this.unkept.append(this.say("unkept"));
    form.append(...this.strip.elements, this.host, leave, this.unkept, el("div", { class: "run" }, this.run, this.stop, limits), this.tools(), this.doubts.list);
    form.after(this.sharing.byHand, this.doubts.plan, this.past.element, this.status, this.clock, this.output);
    document.addEventListener("edugraph:query", (event) => this.handed((event as CustomEvent<{ query: string; run?: boolean }>).detail));
    window.addEventListener("popstate", () => this.travelled());
    window.addEventListener("hashchange", () => this.travelled());
  }

  private tools(): HTMLElement {
    return el(
      "div",
      { class: "query-tools" },
      button(this.say("format"), () => this.editor.format()),
      button(this.say("comment"), () => this.editor.comment()),
      button(this.say("explain"), () => void this.doubts.explain(true)),
      ...this.sharing.tools(),
    );
  }

  private async learn(): Promise<void> {
    try {
      const answer = await fetch(this.setting.terms, { headers: { accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const told = (await answer.json()) as Metadata;
      this.terms = new Terms({ ...told, prefixes: { ...this.setting.prefixes, ...told.prefixes } });
    } catch {
      this.terms = new Terms({ ...NOTHING, prefixes: this.setting.prefixes });
    }
    this.doubts.show();
  }

  // --- tabs

  private open(): void {
    const query = (this.seen = linked(location.href));
    const kept = this.memory.tabs();
    const isNew = !kept || query !== null || new URL(location.href).searchParams.has("example");
    for (const one of kept?.queries ?? []) this.add(one, kept?.queries.length === 1 ? "" : one);
    if (isNew) this.put(query ?? this.place.field.value);
    else this.at = kept.at;
    this.show();
    if (query === null) return;
    const { answer } = this.place;
    if (location.hash.startsWith("#query=")) void this.ask(false);
    else if (this.isRefused) void this.doubts.explain(false);
    else if (this.place.carried) void this.came(query, this.place.carried);
    else if ("isAnswered" in answer.dataset) this.tell(this.say("start_shown"));
    else void this.ask(false);
  }

  /** Whether the server answered the query of the address with a fault, which the page shows already. */
  private get isRefused(): boolean {
    return this.place.answer.querySelector("[role=alert]") !== null;
  }

  private add(text: string, began = text): Tab {
    const name = this.say("tab", { number: ++this.count });
    const tab: Tab = { name, state: this.editor.state(text), began, results: null, running: null, faults: [] };
    this.tabs.push(tab);
    return tab;
  }

  /** Open a query: where it is open already, in a tab that nobody touched, or in a new one. */
  private put(text: string): void {
    const same = this.tabs.findIndex((tab) => tab.state.doc.toString() === text);
    const here = this.tabs[this.at];
    const now = here?.state.doc.toString();
    if (same >= 0) this.at = same;
    else if (here && !here.results && !here.running && (now === here.began || !now?.trim())) Object.assign(here, { state: this.editor.state(text), began: text });
    else {
      if (this.tabs.length >= MOST_TABS) this.makeRoom();
      this.at = this.tabs.indexOf(this.add(text));
    }
  }

  /** Close a tab for a new one: one that was run, since the history has its query, else the oldest. */
  private makeRoom(): void {
    const run = this.tabs.findIndex(({ results }) => results !== null);
    this.tabs.splice(Math.max(run, 0), 1)[0]?.running?.abort();
  }

  private keepState(): void {
    if (this.tab) this.tab.state = this.editor.view.state;
  }

  private go(at: number): void {
    this.keepState();
    this.at = at;
    this.show();
  }

  private close(): void {
    this.tab.running?.abort();
    this.tabs.splice(this.at, 1);
    if (!this.tabs.length) this.add("");
    this.at = Math.min(this.at, this.tabs.length - 1);
    this.show();
    this.strip.focus();
  }

  private show(): void {
    this.editor.show(this.tab.state);
    this.doubts.forget();
    this.strip.show(this.tabs.map(({ name }) => name), this.at);
    this.host.setAttribute("aria-label", this.tab.name);
    this.output.replaceChildren(...(this.tab.results ? [this.tab.results] : []));
    this.busy();
    this.doubts.show();
    this.changed();
  }

  private fresh(): void {
    this.keepState();
    if (this.tabs.length >= MOST_TABS) return this.tell(this.say("most_tabs", { count: MOST_TABS }));
    this.at = this.tabs.indexOf(this.add(""));
    this.show();
    this.editor.focus();
  }

  private handed({ query, run }: { query: string; run?: boolean }): void {
    this.keepState();
    this.put(query);
    this.show();
    this.place.section.scrollIntoView({ block: "start" });
    if (run) void this.ask();
    else this.editor.focus();
  }

  /** Back, forward, another link: only where the address names another query, not at a jump within the page. */
  private travelled(): void {
    const query = linked(location.href);
    if (query === null || query === this.seen) return;
    this.seen = query;
    if (query === this.editor.text) return;
    this.keepState();
    this.put(query);
    this.show();
    void this.ask(false);
  }

  // --- writing

  private changed(): void {
    this.keepState();
    this.tab.faults = [];
    this.later("keep", KEEP_WAIT_MS, () => this.keep());
    this.later("doubt", EXPLAIN_WAIT_MS, () => (this.doubts.show(), void this.doubts.explain(false)));
  }

  /** The form's own field says what the editor says, and the open tabs are kept. */
  private keep(): void {
    this.place.field.value = this.editor.text;
    this.unkept.hidden = this.memory.keep({ queries: this.tabs.map(({ state }) => state.doc.toString()), at: this.at });
  }

  private later(name: string, wait: number, what: () => void): void {
    clearTimeout(this.timers[name]);
    this.timers[name] = setTimeout(what, wait);
  }

  // --- running

  private async ask(isLinked = true): Promise<void> {
    if (this.tab.running) return;
    this.editor.declare();
    this.keepState();
    const tab = this.tab;
    const query = this.editor.text;
    if (!query.trim()) return this.tell(this.say("empty_query"));
    this.place.answer.hidden = true;
    if (isLinked) this.address(query);
    const own = (tab.running = new AbortController());
    tab.results = null;
    tab.faults = [];
    this.show();
    const ticking = this.ticking(tab);
    try {
      const counted = (count: number) => this.counted(tab, count);
      const [answer, shown] = await Promise.all([asked(this.sparql(), query, own.signal, counted), this.shown()]);
      tab.results = shown(answer);
      const rows = answer.form === "truth" ? null : answer.rows.length;
      this.past.remember(query, rows);
      this.ended(tab, this.say(rows === null ? "answered" : "answered_rows", { count: rows ?? 0, seconds: answer.seconds.toFixed(1) }));
    } catch (error) {
      own.abort();
      if (!(error instanceof AskingError)) throw error;
      this.failed(tab, error.problem, query);
    } finally {
      clearInterval(ticking);
    }
  }

  /** What shows an answer: fetched with the first one, and no part of what a page begins with. Raises AskingError. */
  private async shown(): Promise<(answer: Shown) => HTMLElement> {
    const part = await import("./results.ts").catch(() => null);
    if (!part) throw new AskingError({ code: "part_failed" });
    return (answer) => new part.Results(answer, this.words, this.labels, () => this.sparql()).element;
  }

  /** Show the answer that came with the page: it is not asked again. What the server wrote stays until that is there. */
  private async came(query: string, told: Carried): Promise<void> {
    const tab = this.tab;
    const shown = await this.shown().catch(() => null);
    if (!shown) return this.tell(this.say("part_failed"));
    if (tab.running || tab.results) return;
    const answer = carried(query, told);
    this.place.answer.hidden = true;
    tab.results = shown(answer);
    const rows = answer.form === "truth" ? null : answer.rows.length;
    this.past.remember(query, rows);
    this.ended(tab, this.say(rows === null ? "with_page" : "with_page_rows", { count: rows ?? 0 }));
  }

  private counted(tab: Tab, count: number): void {
    if (tab === this.tab && count > 0) this.clock.dataset.rows = String(count);
  }

  private ticking(tab: Tab): ReturnType<typeof setInterval> {
    const began = performance.now();
    delete this.clock.dataset.rows;
    return setInterval(() => {
      if (tab !== this.tab) return;
      const rows = Number(this.clock.dataset.rows ?? 0);
      const seconds = Math.round((performance.now() - began) / 1000);
      this.clock.textContent = this.say(rows ? "running_rows" : "running_for", { seconds, count: rows });
    }, SEEN_AFTER_MS);
  }

  private ended(tab: Tab, words: string): void {
    tab.running = null;
    if (tab !== this.tab) return;
    this.output.replaceChildren(...(tab.results ? [tab.results] : []));
    this.busy();
    this.tell(words);
  }

  private failed(tab: Tab, problem: Problem, query: string): void {
    const own: Record<string, string> = { stopped: "stopped", offline: "offline", lost: "lost", part_failed: "part_failed" };
    const words = own[problem.code];
    if (problem.line) {
      const [from, to] = range(query, problem.line, problem.column);
      tab.faults = [{ from, to, severity: "error", message: problem.detail, instead: "", isEnglish: true, place: [problem.line, problem.column] }];
    }
    if (problem.code !== "stopped") tab.results = fault(problem, words ? this.say(words) : "", this.words, () => void this.ask());
    this.ended(tab, words ? this.say(words) : this.say("not_answered"));
    if (tab === this.tab) this.doubts.show();
  }

  private busy(): void {
    const isRunning = this.tab.running !== null;
    this.run.disabled = isRunning;
    this.stop.disabled = !isRunning;
    this.clock.textContent = "";
    if (isRunning) this.tell(this.say("running"));
    else if (!this.tab.results) this.tell("");
  }

  private tell(words: string): void {
    this.status.textContent = words;
  }

  /** The endpoint, with the data set that the form names. */
  private sparql(): string {
    const given = new URLSearchParams();
    for (const field of this.place.form.querySelectorAll<HTMLInputElement>("input[type=hidden]")) {
      if (field.name.endsWith("-graph-uri")) given.append(field.name, field.value);
    }
    return given.size ? `${this.setting.sparql}?${given}` : this.setting.sparql;
  }

  private address(query: string): void {
    const link = permalink(location.href, query);
    this.seen = query;
    if (link !== location.href && query.length <= LONGEST_ADDRESS) history.pushState(null, "", link);
    for (const place of document.querySelectorAll<HTMLElement>("[data-copy-link]")) place.dataset.copyLink = location.href;
  }
}
