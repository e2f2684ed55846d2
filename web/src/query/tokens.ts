// SPARQL as tokens. Joined, they are the text again, byte for byte: formatter, prefixes and completion all stand on this.

export type Kind =
  | "space"
  | "comment"
  | "iri"
  | "string"
  | "variable"
  | "language"
  | "name" // with a prefix: eg:Event, :x, _:b
  | "word"
  | "number"
  | "mark";

export interface Token {
  kind: Kind;
  text: string;
  from: number;
}

const LETTER = String.raw`[\p{L}\p{N}_]`;
const ESCAPED = String.raw`%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]`;
const LOCAL = String.raw`(?:[\p{L}\p{N}_:]|${ESCAPED})(?:(?:[\p{L}\p{N}_:.\-]|${ESCAPED})*(?:[\p{L}\p{N}_:\-]|${ESCAPED}))?`;
const PREFIX = String.raw`(?:_|\p{L}(?:[\p{L}\p{N}_.\-]*[\p{L}\p{N}_\-])?)?`;

const PATTERNS: [Kind, RegExp][] = [
  ["space", /\s+/uy],
  ["comment", /#[^\n\r]*/uy],
  ["iri", /<[^<>"{}|^`\\\u0000-\u0020]*>/uy],
  ["variable", new RegExp(`[?$]${LETTER}+`, "uy")],
  ["language", /@[A-Za-z]+(?:-[A-Za-z0-9]+)*/uy],
  ["name", new RegExp(`${PREFIX}:(?:${LOCAL})?`, "uy")],
  ["word", new RegExp(String.raw`\p{L}${LETTER}*`, "uy")],
  ["number", /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/uy],
  ["mark", /\^\^|&&|\|\||!=|<=|>=|[\s\S]/uy],
];

/** All tokens of a text. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const token = tokenAt(text, at);
    found.push(token);
    at += token.text.length;
  }
  return found;
}

/** The tokens that mean something: no space, no comment. */
export function meaning(all: Token[]): Token[] {
  return all.filter(({ kind }) => kind !== "space" && kind !== "comment");
}

export function end(token: Token): number {
  return token.from + token.text.length;
}

function tokenAt(text: string, from: number): Token {
  if (text[from] === '"' || text[from] === "'") return { kind: "string", text: text.slice(from, stringEnd(text, from)), from };
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = from;
    const match = pattern.exec(text);
    if (match && match[0]) return { kind, text: match[0], from };
  }
  return { kind: "mark", text: text[from] ?? "", from };
}

/** Where a string ends: after its quotes; an open one at the end of its line, or of the text where it may have lines. */
function stringEnd(text: string, from: number): number {
  const quote = text[from] ?? "";
  const isLong = text.startsWith(quote.repeat(3), from);
  const closing = isLong ? quote.repeat(3) : quote;
  for (let at = from + closing.length; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text.startsWith(closing, at)) return at + closing.length;
    else if (!isLong && (text[at] === "\n" || text[at] === "\r")) return at;
  }
  return text.length;
}
