// What is wrong or doubtful in a query, with its place: told by the server, and found here among the known terms.
import { meaning, tokens } from "./tokens.ts";
import { declared, resolved } from "./prefixes.ts";
import { type Terms } from "./terms.ts";

export interface Told {
  from: number;
  to: number;
  severity: "error" | "warning" | "info";
  message: string;
  /** What to write instead; empty where nothing is near. */
  instead: string;
  /** Whether the message is in English whatever the page's language. */
  isEnglish: boolean;
  /** Line and column as they were told, where that is not what is marked: after the end there is nothing to mark. */
  place?: [number, number];
}

export interface Hint {
  code: string;
  message: string;
  line?: number | null;
  column?: number | null;
  length?: number | null;
  nearest?: string | null;
}

const LONGEST = 50_000;

/** Where a line and a column, both from 1, are in a text; its end where it has no such place. */
export function offset(text: string, line: number, column: number): number {
  let at = 0;
  for (let n = 1; n < line; n++) {
    const next = text.indexOf("\n", at);
    if (next < 0) return text.length;
    at = next + 1;
  }
  return Math.min(at + Math.max(column - 1, 0), text.length);
}

/** The range that a place marks: `length` characters, or the token there; never nothing. */
export function range(text: string, line: number, column: number, length = 0): [number, number] {
  const from = Math.min(offset(text, line, column), Math.max(text.length - 1, 0));
  if (length > 0) return [from, Math.min(from + length, text.length)];
  const word = /^[^\s{}().;,]+/.exec(text.slice(from, from + 200))?.[0].length ?? 1;
  return [from, Math.min(from + word, text.length)];
}

/** Hints of the server as marks in the text; one without a place marks the first word. */
export function marks(text: string, hints: Hint[]): Told[] {
  return hints.map(({ code, message, line, column, length, nearest }) => {
    const [from, to] = line ? range(text, line, column ?? 1, length ?? 0) : [0, Math.min(text.length, 1)];
    const severity = /malformed|syntax|refused|too-deep/.test(code) ? "error" : line ? "warning" : "info";
    const place: [number, number] = [line ?? 1, column ?? 1];
    return { from, to, severity, message, instead: nearest ?? "", isEnglish: false, ...(line ? { place } : {}) };
  });
}

/** Terms of our ontology that the data do not use, each with the nearest that they do. */
export function unknown(text: string, terms: Terms, ontology: string, words: (name: string, near: string) => string): Told[] {
  if (text.length > LONGEST || terms.all.length === 0) return [];
  const there = declared(text);
  const all = meaning(tokens(text));
  const found: Told[] = [];
  all.forEach((token, at) => {
    const before = all[at - 1];
    if (token.kind !== "name" && token.kind !== "iri") return;
    if (before?.text.toUpperCase() === "PREFIX" || (token.kind === "iri" && all[at - 2]?.text.toUpperCase() === "PREFIX")) return;
    const near = terms.near(resolved(token.text, there, terms.prefixes), ontology);
    if (near === null) return;
    const instead = near && token.kind === "name" ? token.text.slice(0, token.text.indexOf(":") + 1) + near.slice(ontology.length) : near && `<${near}>`;
    found.push({ from: token.from, to: token.from + token.text.length, severity: "warning", message: words(token.text, instead), instead, isEnglish: false });
  });
  return found;
}

/** All marks, in their order; of two at one place the one that knows what to write instead, else that of the first list. */
export function merged(...lists: Told[][]): Told[] {
  const found: Told[] = [];
  for (const told of lists.flat()) {
    const same = found.findIndex((one) => isSame(one, told));
    if (same < 0) found.push(told);
    else if (told.instead && !found[same]?.instead) found[same] = told;
  }
  return found.sort((a, b) => a.from - b.from);
}

/** Of one word, or two errors at one place: run and explained, a query that cannot be read is told of twice. */
function isSame(a: Told, b: Told): boolean {
  const areErrors = a.severity === "error" && b.severity === "error";
  return a.from === b.from && (areErrors || (a.to === b.to && a.to > a.from + 1));
}
