// Prefixes that a query declares, those that it uses, and the line that adds one.
import { meaning, tokens, type Token } from "./tokens.ts";

export type Prefixes = Record<string, string>;

export interface Insertion {
  from: number;
  insert: string;
}

/** Prefix -> namespace, as the query declares them. */
export function declared(text: string): Prefixes {
  const found: Prefixes = {};
  for (const [prefix, iri] of declarations(meaning(tokens(text)))) found[prefix.text.slice(0, -1)] = iri.text.slice(1, -1);
  return found;
}

/** The prefixes that the query uses without declaring them, and that are known here. */
export function missing(text: string, known: Prefixes): string[] {
  const all = meaning(tokens(text));
  const there = declared(text);
  const used = all.filter(({ kind, text }) => kind === "name" && !text.startsWith("_:")).map(({ text }) => text.split(":", 1)[0] ?? "");
  return [...new Set(used)].filter((prefix) => !Object.hasOwn(there, prefix) && Object.hasOwn(known, prefix));
}

/** What to insert, and where, so that the query declares these prefixes: after the last declaration, else at its start. */
export function addition(text: string, wanted: string[], known: Prefixes): Insertion | null {
  const there = declared(text);
  const lines = wanted.filter((prefix) => !Object.hasOwn(there, prefix) && Object.hasOwn(known, prefix));
  if (lines.length === 0) return null;
  const insert = lines.map((prefix) => `PREFIX ${prefix}: <${known[prefix]}>\n`).join("");
  return { from: startOf(text), insert };
}

/** The name of a thing in this query: by a prefix that it declares, by one that is known and free, or in full. */
export function named(iri: string, there: Prefixes, known: Prefixes): { name: string; prefix: string } {
  const own = shortened(iri, there);
  if (own) return { name: own, prefix: "" };
  const free = Object.fromEntries(Object.entries(known).filter(([prefix]) => !Object.hasOwn(there, prefix)));
  const name = shortened(iri, free);
  return name ? { name, prefix: name.split(":", 1)[0] ?? "" } : { name: `<${iri}>`, prefix: "" };
}

/** The IRI of a token of the query, where it is one. */
export function resolved(text: string, there: Prefixes, known: Prefixes): string {
  if (text.startsWith("<")) return text.slice(1, -1);
  const [prefix = "", ...rest] = text.split(":");
  const namespace = there[prefix] ?? known[prefix];
  return namespace === undefined ? "" : namespace + rest.join(":").replace(/\\(.)/g, "$1");
}

function shortened(iri: string, prefixes: Prefixes): string {
  const fitting = Object.entries(prefixes).filter(([, namespace]) => namespace && iri.startsWith(namespace));
  fitting.sort((a, b) => b[1].length - a[1].length);
  for (const [prefix, namespace] of fitting) {
    const local = iri.slice(namespace.length);
    if (/^[\p{L}\p{N}_](?:[\p{L}\p{N}_.\-]*[\p{L}\p{N}_\-])?$/u.test(local)) return `${prefix}:${local}`;
  }
  return "";
}

function declarations(all: Token[]): [Token, Token][] {
  const found: [Token, Token][] = [];
  all.forEach((token, at) => {
    const [prefix, iri] = [all[at + 1], all[at + 2]];
    const isOne = token.kind === "word" && token.text.toUpperCase() === "PREFIX";
    if (isOne && prefix?.kind === "name" && iri?.kind === "iri") found.push([prefix, iri]);
  });
  return found;
}

function startOf(text: string): number {
  const last = declarations(meaning(tokens(text))).at(-1)?.[1];
  if (!last) return leadingComments(text);
  const line = text.indexOf("\n", last.from + last.text.length);
  const rest = text.slice(last.from + last.text.length, line < 0 ? undefined : line);
  return line >= 0 && /^\s*(#.*)?$/.test(rest) ? line + 1 : 0;
}

/** After the comments that head a query (its title), at the start of the first line that says something. */
function leadingComments(text: string): number {
  const first = meaning(tokens(text))[0];
  if (!first) return 0;
  return text.lastIndexOf("\n", first.from) + 1;
}
