// What may come next in a query: terms of the data by any of their names, properties that the class has, things found by
// search, variables, keywords. It asks nobody but this server.
import { pickedCompletion, type Completion, type CompletionContext, type CompletionResult, type CompletionSource } from "@codemirror/autocomplete";
import { type EditorView } from "@codemirror/view";
import { placeAt, type Place, type Role } from "./context.ts";
import { addition, declared, named, resolved } from "./prefixes.ts";
import { type Words } from "./setting.ts";
import { type Sort, type Term, type Terms } from "./terms.ts";

const MOST = 60;
const WINDOW = 20_000;
const LEAST_SEARCHED = 2;
const WAIT_MS = 90;
const PATTERNS = "FILTER OPTIONAL UNION MINUS BIND VALUES GRAPH FILTER\u00a0EXISTS FILTER\u00a0NOT\u00a0EXISTS".split(" ");
const HEADS = "SELECT ASK CONSTRUCT DESCRIBE WHERE DISTINCT PREFIX FROM GROUP\u00a0BY ORDER\u00a0BY HAVING LIMIT OFFSET VALUES".split(" ");
const FUNCTIONS = "COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR LANG LANGMATCHES DATATYPE BOUND IRI COALESCE IF CONTAINS STRSTARTS STRENDS STRLEN SUBSTR REPLACE REGEX LCASE UCASE CONCAT YEAR MONTH DAY NOW ABS ROUND isIRI isLITERAL isBLANK sameTerm EXISTS".split(" ");

const SORTS: Record<Role, Sort[]> = {
  class: ["class"],
  property: ["property"],
  value: ["code", "class"],
  subject: ["code", "class"],
  free: ["property", "class", "code"],
  none: [],
};

interface Suggestions {
  groups: { label: string; items: { iri: string; label: string; countries: string[] }[] }[];
}

/** The place of the cursor; of a long query only what is near is read. */
export function place(text: string, cursor: number): Place {
  const start = cursor > WINDOW ? text.indexOf("\n", cursor - WINDOW) + 1 : 0;
  const found = placeAt(text.slice(start > cursor ? 0 : start, cursor + WINDOW), cursor - (start > cursor ? 0 : start));
  return { ...found, from: found.from + (start > cursor ? 0 : start) };
}

/** Terms, variables and keywords: known at once. */
export function known(terms: () => Terms, words: Words): CompletionSource {
  return (context) => {
    const text = context.state.doc.toString();
    const here = place(text, context.pos);
    if (here.role === "none" || (!here.word && !context.explicit)) return null;
    const options = [...variables(here), ...termsFor(terms(), here, text, words), ...keywords(here, words)];
    return options.length ? { from: here.from, options, filter: false } : null;
  };
}

function variables({ word, variables, role }: Place): Completion[] {
  if (word && !/^[?$]/.test(word)) return [];
  if (!word && role === "class") return [];
  const wanted = variables.filter((name) => name.startsWith(word) && name !== word);
  return wanted.sort().map((name) => ({ label: name, type: "variable" }));
}

function termsFor(terms: Terms, here: Place, text: string, words: Words): Completion[] {
  if (/^[?$<]/.test(here.word)) return [];
  const [wanted, isOf] = spelling(here.word, text, terms);
  const liked = new Set(here.role === "property" ? propertiesOf(here, text, terms) : ranges(here, text, terms));
  const schemes = new Set(here.role === "value" ? schemesOf(here, text, terms) : []);
  const isLiked = ({ iri, name, scheme }: Term) => liked.has(name) || liked.has(iri) || (!!scheme && schemes.has(scheme));
  const all = terms.found(wanted, SORTS[here.role], isLiked, MOST * 4).filter(isOf);
  const isOnly = (here.role === "property" || schemes.size > 0) && !wanted && all.some(isLiked);
  return all
    .filter((term) => !isOnly || isLiked(term))
    .slice(0, MOST)
    .map((term) => option(term, terms, words));
}

/** What of the word is a name, and of which namespace the terms must be: `eg:Ev` wants `Ev` of our ontology. */
function spelling(word: string, text: string, terms: Terms): [string, (term: Term) => boolean] {
  const colon = word.indexOf(":");
  if (colon < 0) return [word, () => true];
  const namespace = resolved(word.slice(0, colon + 1), declared(text), terms.prefixes);
  return [word.slice(colon + 1), ({ iri }) => namespace !== "" && iri.startsWith(namespace)];
}

function propertiesOf(here: Place, text: string, terms: Terms): string[] {
  const there = declared(text);
  return here.classes.flatMap((name) => terms.of(resolved(name, there, terms.prefixes))?.properties ?? []);
}

function ranges(here: Place, text: string, terms: Terms): string[] {
  if (!here.property) return [];
  return terms.of(resolved(here.property, declared(text), terms.prefixes))?.ranges ?? [];
}

function schemesOf(here: Place, text: string, terms: Terms): string[] {
  const there = declared(text);
  const of = (name: string) => resolved(name, there, terms.prefixes);
  return here.property ? terms.schemes(of(here.property), here.classes.map(of)) : [];
}

function option(term: Term, terms: Terms, words: Words): Completion {
  const count = term.count ? ` · ${words.number(term.count)}` : "";
  const name = term.scheme ? term.iri.split("/").slice(-2).join("/") : term.name;
  return {
    label: term.name,
    displayLabel: term.label || term.name,
    detail: term.label ? `${name}${count}` : count,
    type: term.sort,
    apply: applied(term.iri, terms),
    ...(term.definition ? { info: term.definition } : {}),
  };
}

/** Write the name of a thing, and add its prefix where the query lacks it: one step to undo. */
function applied(iri: string, terms: Terms) {
  return (view: EditorView, completion: Completion, from: number, to: number): void => {
    const text = view.state.doc.toString();
    const { name, prefix } = named(iri, declared(text), terms.prefixes);
    const added = prefix ? addition(text, [prefix], terms.prefixes) : null;
    const before = added && added.from <= from ? added.insert.length : 0;
    view.dispatch({
      changes: [{ from, to, insert: name }, ...(added ? [added] : [])],
      selection: { anchor: from + name.length + before },
      userEvent: "input.complete",
      annotations: pickedCompletion.of(completion),
      scrollIntoView: true,
    });
  };
}

function keywords({ word, role }: Place, words: Words): Completion[] {
  if (!word || !/^[a-z]/i.test(word) || word.includes(":")) return [];
  const known = role === "subject" ? PATTERNS : role === "free" ? [...FUNCTIONS, ...HEADS] : [];
  const fitting = known.map((one) => one.replaceAll("\u00a0", " ")).filter((one) => one.toLowerCase().startsWith(word.toLowerCase()));
  return fitting.map((label) => ({ label, type: "keyword", detail: words.say("keyword") }));
}

/** Things by their names, from search; given up as soon as something else is wanted. */
export function things(terms: () => Terms, suggest: string): CompletionSource {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const here = place(context.state.doc.toString(), context.pos);
    const isSearched = (here.role === "value" || here.role === "subject" || here.role === "free") && /^\p{L}[\p{L}\p{N}_]*$/u.test(here.word);
    if (!isSearched || [...here.word].length < LEAST_SEARCHED) return null;
    const own = new AbortController();
    context.addEventListener("abort", () => own.abort(), { onDocChange: true });
    await new Promise((done) => setTimeout(done, WAIT_MS));
    if (context.aborted || own.signal.aborted) return null;
    try {
      const address = `${suggest}${suggest.includes("?") ? "&" : "?"}q=${encodeURIComponent(here.word.replaceAll("_", " "))}`;
      const answer = await fetch(address, { signal: own.signal, headers: { accept: "application/json" } });
      if (!answer.ok) return null;
      const told = (await answer.json()) as Suggestions;
      const options = told.groups.flatMap(({ label, items }) => items.map((item) => thing(item, label, terms())));
      return options.length ? { from: here.from, options, filter: false } : null;
    } catch {
      return null;
    }
  };
}

function thing(item: { iri: string; label: string; countries: string[] }, kind: string, terms: Terms): Completion {
  const detail = [kind, ...item.countries].join(" · ");
  return { label: item.iri, displayLabel: item.label, detail, type: "thing", apply: applied(item.iri, terms) };
}

