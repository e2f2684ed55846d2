// The editor: CodeMirror in a shadow root, where its styles are constructed sheets, which the page's policy lets through.
import { acceptCompletion, autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { history, historyKeymap, indentWithTab, standardKeymap, toggleComment } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { EditorState, Prec, type Extension } from "@codemirror/state";
import { EditorView, highlightActiveLine, highlightSpecialChars, hoverTooltip, keymap, lineNumbers, type Tooltip } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { known, things } from "./completion.ts";
import { el } from "./elements.ts";
import { type Find } from "./find.ts";
import { formatted } from "./format.ts";
import { type Labels } from "./labels.ts";
import { mark, marking } from "./marking.ts";
import { addition, declared, missing, resolved } from "./prefixes.ts";
import { type Told } from "./problems.ts";
import { type Words } from "./setting.ts";
import { type Terms } from "./terms.ts";
import { end, tokens } from "./tokens.ts";

export interface Listeners {
  changed: () => void;
  run: () => void;
  failed: () => void;
}

export interface Surroundings {
  words: Words;
  terms: () => Terms;
  labels: Labels;
  listeners: Listeners;
}

const LONG = 50_000;

const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--link)", fontWeight: "600" },
  { tag: [tags.atom, tags.bool, tags.number], color: "light-dark(#7a3e00, #f0c08a)" },
  { tag: [tags.string, tags.special(tags.string)], color: "light-dark(#00634a, #7fd6b6)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "light-dark(#5b3a8c, #c9b6e8)" },
]);

const LOOK = EditorView.theme({
  "&": { fontSize: "0.9rem", border: "1px solid var(--quiet)", borderRadius: "var(--radius)", background: "var(--ground)", color: "var(--ink)" },
  "&.cm-focused": { outline: "3px solid var(--link)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--code)", lineHeight: "1.5", minHeight: "14rem", maxHeight: "60vh", overflow: "auto" },
  ".cm-content": { caretColor: "var(--ink)", padding: "0.5rem 0" },
  ".cm-gutters": { background: "var(--raised)", color: "var(--quiet)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine": { background: "color-mix(in srgb, var(--raised) 60%, transparent)" },
  "&.cm-focused .cm-matchingBracket": { background: "var(--mark)" },
  ".cm-tooltip": { background: "var(--ground)", color: "var(--ink)", border: "1px solid var(--quiet)", borderRadius: "var(--radius)", maxWidth: "min(30rem, 90vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--text)", maxHeight: "16rem", maxWidth: "min(30rem, 86vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.2rem 0.6rem", minHeight: "1.5rem", lineHeight: "1.4" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--mark)", color: "var(--ink)" },
  ".cm-completionDetail": { color: "var(--quiet)", fontStyle: "normal", fontSize: "0.85em", fontFamily: "var(--code)" },
  "li[aria-selected] .cm-completionDetail": { color: "var(--ink)" },
  ".cm-tooltip.cm-completionInfo": { padding: "0.4rem 0.7rem", fontSize: "0.875rem", maxWidth: "min(22rem, 90vw)" },
  ".cm-tooltip-hover p": { margin: "0.3rem 0.7rem", fontSize: "0.875rem", maxWidth: "26rem" },
});

export class Editor {
  readonly view: EditorView;
  private readonly around: Surroundings;
  private readonly extensions: Extension;
  private readonly parent: HTMLElement;
  private finding: Find | null = null;
  private marks: Told[] = [];

  constructor(parent: HTMLElement, around: Surroundings) {
    [this.parent, this.around] = [parent, around];
    this.extensions = this.all();
    const root = parent.attachShadow({ mode: "open" });
    const place = el("div");
    root.append(place);
    this.view = new EditorView({ parent: place, root, state: this.state("") });
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  /** A state of its own for each tab, so that each has its own past to undo. */
  state(text: string): EditorState {
    return EditorState.create({ doc: text, extensions: this.extensions });
  }

  show(state: EditorState): void {
    this.view.setState(state);
  }

  focus(): void {
    this.view.focus();
  }

  format(): void {
    this.replace(formatted(this.text));
  }

  comment(): void {
    toggleComment(this.view);
    this.focus();
  }

  private async find(): Promise<void> {
    const part = await import("./find.ts").catch(() => null);
    if (!part) return this.around.listeners.failed();
    this.finding ??= new part.Find(this.view, this.around.words);
    this.parent.before(this.finding.element);
    this.finding.open();
  }

  /** Declare what is used and known; told whether anything was missing. */
  declare(): void {
    const { prefixes } = this.around.terms();
    const added = addition(this.text, missing(this.text, prefixes), prefixes);
    if (added) this.view.dispatch({ changes: added, userEvent: "input.prefix" });
  }

  mark(told: Told[]): void {
    this.marks = told;
    mark(this.view, told);
  }

  /** Put the cursor at a place, where something is told of it. */
  go(at: number): void {
    this.view.dispatch({ selection: { anchor: Math.min(at, this.view.state.doc.length) }, scrollIntoView: true });
    this.focus();
  }

  mend({ from, to, instead }: Told): void {
    this.view.dispatch({ changes: { from, to, insert: instead }, selection: { anchor: from + instead.length }, userEvent: "input.mend" });
    this.focus();
  }

  private replace(text: string): void {
    if (text === this.text) return;
    const line = this.view.state.doc.lineAt(this.view.state.selection.main.head).number;
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text }, userEvent: "input.format" });
    const { doc } = this.view.state;
    this.go(doc.line(Math.min(line, doc.lines)).from);
  }

  private all(): Extension {
    const { words, terms, listeners } = this.around;
    return [
      lineNumbers(),
      highlightSpecialChars(),
      history(),
      highlightActiveLine(),
      bracketMatching(),
      EditorView.lineWrapping,
      StreamLanguage.define(sparql),
      syntaxHighlighting(COLOURS),
      LOOK,
      marking,
      EditorState.phrases.of(phrases(words)),
      autocompletion({
        override: [known(terms, words), things(terms, words.setting.suggest)],
        activateOnTypingDelay: 0,
        updateSyncTime: 5,
        interactionDelay: 30,
        icons: false,
        maxRenderedOptions: 60,
      }),
      hoverTooltip((view, at) => this.hovered(view, at)),
      EditorView.contentAttributes.of({
        "aria-label": words.say("editor"),
        "aria-description": words.say("leave"),
        spellcheck: "false",
        autocapitalize: "off",
        autocorrect: "off",
      }),
      Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (listeners.run(), true) }])),
      keymap.of([
        { key: "Tab", run: acceptCompletion },
        { key: "Mod-/", run: toggleComment },
        { key: "Mod-f", run: () => (void this.find(), true) },
        { key: "Shift-Alt-f", run: () => (this.format(), true) },
        ...completionKeymap,
        ...historyKeymap,
        ...standardKeymap,
        indentWithTab,
      ]),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) listeners.changed();
      }),
      EditorView.domEventHandlers({ beforeinput: (event, view) => overwritten(event, view) }),
      EditorView.inputHandler.of((view, from, to, text) => this.prefixed(view, from, to, text)),
    ];
  }

  /** A colon after a known prefix declares it. */
  private prefixed(view: EditorView, from: number, to: number, text: string): boolean {
    if (text !== ":" || view.state.doc.length > LONG) return false;
    const { prefixes } = this.around.terms();
    const before = view.state.sliceDoc(0, from);
    const word = tokens(before).at(-1);
    if (word?.kind !== "word" || !Object.hasOwn(prefixes, word.text) || /\bprefix\s+$/i.test(before.slice(0, word.from))) return false;
    const added = addition(this.text, [word.text], prefixes);
    if (!added || added.from > from) return false;
    view.dispatch({ changes: [{ from, to, insert: ":" }, added], selection: { anchor: from + 1 + added.insert.length }, userEvent: "input.type" });
    return true;
  }

  private async hovered(view: EditorView, at: number): Promise<Tooltip | null> {
    const doubt = this.marks.find(({ from, to }) => from <= at && at <= to);
    if (doubt) return tooltip(doubt.from, doubt.to, [doubt.message]);
    if (view.state.doc.length > LONG) return null;
    const text = this.text;
    const token = tokens(text).find((one) => one.from <= at && end(one) > at);
    if (!token || (token.kind !== "name" && token.kind !== "iri")) return null;
    const iri = resolved(token.text, declared(text), this.around.terms().prefixes);
    const lines = await this.told(iri);
    if (!lines.length) return null;
    return tooltip(token.from, end(token), lines);
  }

  /** What is known of a term: its name, what it means, how often it is used; of a thing, its name. */
  private async told(iri: string): Promise<string[]> {
    const { words, labels, terms } = this.around;
    const term = terms().of(iri);
    if (term) {
      const used = term.count ? words.say("used", { count: term.count }) : "";
      return [[term.label, term.name].filter(Boolean).join(" · "), term.definition ?? "", used].filter(Boolean);
    }
    if (!iri.startsWith(`${words.setting.base}id/`) && !iri.startsWith(`${words.setting.base}vocab/`)) return [];
    await labels.ask([iri]);
    return [labels.of(iri)?.text ?? words.say("unlisted")];
  }
}

/** What is written over a selection is put in its place here: a browser would keep its look by a `style` attribute, which
 * the page's policy refuses. */
function overwritten(event: InputEvent, view: EditorView): boolean {
  if (event.inputType !== "insertText" || event.data === null || view.composing || view.state.selection.main.empty) return false;
  event.preventDefault();
  view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
  return true;
}

function tooltip(pos: number, end: number, lines: string[]): Tooltip {
  return { pos, end, above: true, create: () => ({ dom: el("div", {}, ...lines.map((line) => el("p", {}, line))) }) };
}

/** CodeMirror's own words, which screen readers say. */
function phrases(words: Words): Record<string, string> {
  const told: Record<string, string> = {
    Completions: "completions",
    "Selection deleted": "selection_deleted",
    "Control character": "control_character",
  };
  return Object.fromEntries(Object.entries(told).map(([own, key]) => [own, words.say(key)]));
}
