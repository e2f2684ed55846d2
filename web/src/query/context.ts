// Where the cursor stands in a query: which part of a triple is being written, of what, and of which class that is.
import { end, tokens, type Token } from "./tokens.ts";

/** What is being written: a class after `a`, a property, an object, a subject, or anything (an expression, a head). */
export type Role = "class" | "property" | "value" | "subject" | "free" | "none";

export interface Place {
  role: Role;
  from: number;
  word: string;
  /** Names, as they are written, of the classes that the query gives the subject. */
  classes: string[];
  /** The property, as it is written, whose value is being written. */
  property: string;
  variables: string[];
}

type State = "subject" | "predicate" | "object" | "after" | "free" | "graph";

interface Frame {
  state: State;
  subject: string;
  predicate: string;
  opening: string;
}

const OPENERS = new Set(["OPTIONAL", "UNION", "MINUS", "WHERE", "FILTER", "BIND", "EXISTS"]);
const FREE = new Set(["SELECT", "ORDER", "GROUP", "HAVING", "DESCRIBE", "LIMIT", "OFFSET", "FROM"]);

/** The place of the cursor. A half-written word at the cursor counts as the part that it will be. */
export function placeAt(text: string, cursor: number): Place {
  const reading = new Reading();
  let found: { frame: Frame; token: Token | null } | null = null;
  for (const token of tokens(text)) {
    const isHere = token.from < cursor && end(token) >= cursor && isWritten(token);
    if (!found && (isHere || token.from >= cursor)) found = { frame: { ...reading.top }, token: isHere ? token : null };
    if (isSilent(token, cursor)) return nowhere(cursor);
    reading.take(token, isHere);
  }
  found ??= { frame: { ...reading.top }, token: null };
  const from = found.token?.from ?? cursor;
  const { subject, predicate } = found.frame;
  return {
    role: roleOf(found.frame),
    from,
    word: text.slice(from, cursor),
    classes: [...(reading.classes.get(subject) ?? [])],
    property: found.frame.state === "object" ? predicate : "",
    variables: [...reading.variables].filter((name) => name !== found?.token?.text || reading.count(name) > 1),
  };
}

function roleOf({ state, predicate }: Frame): Role {
  if (state === "object") return isType(predicate) ? "class" : "value";
  if (state === "predicate") return "property";
  return state === "free" ? "free" : "subject";
}

export function isType(predicate: string): boolean {
  return predicate === "a" || predicate === "rdf:type" || predicate.endsWith("22-rdf-syntax-ns#type>");
}

function nowhere(cursor: number): Place {
  return { role: "none", from: cursor, word: "", classes: [], property: "", variables: [] };
}

/** Within a comment or a string nothing is completed. */
function isSilent(token: Token, cursor: number): boolean {
  if (token.kind === "comment") return token.from < cursor && end(token) >= cursor;
  return token.kind === "string" && token.from < cursor && end(token) > cursor;
}

function isWritten(token: Token): boolean {
  return ["word", "name", "variable", "iri"].includes(token.kind) || (token.kind === "mark" && (token.text === "?" || token.text === "$"));
}

class Reading {
  readonly classes = new Map<string, Set<string>>();
  private readonly seen = new Map<string, number>();
  private frames: Frame[] = [frame("free", "")];
  private skips = 0;
  private blanks = 0;
  /** Between VALUES and its brace: what follows is data, no triples. */
  private isData = false;

  get top(): Frame {
    return this.frames[this.frames.length - 1] as Frame;
  }

  get variables(): Iterable<string> {
    return this.seen.keys();
  }

  count(variable: string): number {
    return this.seen.get(variable) ?? 0;
  }

  /** Take one token; `isHere`: the cursor is in it, so that a word is a name in the making and no keyword. */
  take(token: Token, isHere: boolean): void {
    if (token.kind === "space" || token.kind === "comment") return;
    if (token.kind === "variable") this.seen.set(token.text, this.count(token.text) + 1);
    if (this.skips > 0) this.skips--;
    else if (token.kind === "mark") this.mark(token.text);
    else if (token.kind === "word" && !isHere) this.word(token.text);
    else if (isHere && this.top.state === "object") this.top.state = "after";
    else if (token.kind !== "language") this.atom(token.text);
  }

  private word(text: string): void {
    const word = text.toUpperCase();
    if (text === "a" && this.top.state === "predicate") this.atom(text);
    else if (word === "PREFIX") this.skips = 2;
    else if (word === "BASE") this.skips = 1;
    else if (word === "GRAPH" || word === "SERVICE") this.top.state = "graph";
    else if (word === "VALUES") [this.top.state, this.isData] = ["free", true];
    else if (OPENERS.has(word)) this.top.state = "subject";
    else if (FREE.has(word)) this.top.state = "free";
    else if (word === "TRUE" || word === "FALSE") this.atom(text);
  }

  private atom(text: string): void {
    const top = this.top;
    if (top.state === "subject" || top.state === "after") Object.assign(top, { state: "predicate", subject: text, predicate: "" });
    else if (top.state === "predicate") Object.assign(top, { state: "object", predicate: text });
    else if (top.state === "graph") top.state = "subject";
    else if (top.state === "object") this.object(text);
  }

  private object(text: string): void {
    const { subject, predicate } = this.top;
    if (isType(predicate)) this.classes.set(subject, (this.classes.get(subject) ?? new Set()).add(text));
    this.top.state = "after";
  }

  private mark(text: string): void {
    const top = this.top;
    if (text === "{") this.brace();
    else if (text === "[") this.frames.push({ ...frame("predicate", "["), subject: `[${this.blanks++}` });
    else if (text === "(") this.parenthesis();
    else if (text === "}" || text === "]" || text === ")") this.close(text);
    else if (text === "^^") this.skips = 1;
    else if (text === "." && top.state !== "free") top.state = "subject";
    else if (text === ";" && top.state !== "free") top.state = "predicate";
    else if (text === "," && top.state === "after") top.state = "object";
    else if ((text === "/" || text === "|") && top.state === "object") top.state = "predicate";
  }

  private brace(): void {
    this.frames.push(frame(this.isData ? "free" : "subject", "{"));
    this.isData = false;
  }

  private parenthesis(): void {
    if (this.top.state === "predicate") this.frames.push({ ...this.top, opening: "(" });
    else this.frames.push(frame("free", "("));
  }

  private close(text: string): void {
    const opening = { "}": "{", "]": "[", ")": "(" }[text];
    const at = this.frames.map((one) => one.opening).lastIndexOf(opening ?? "");
    if (at < 1) return;
    const inner = this.top;
    this.frames.length = at;
    if (text === "}") this.top.state = "subject";
    else if (text === "]") this.atom(inner.subject);
    else if (this.top.state === "predicate") this.atom(inner.predicate || "(");
    else if (this.top.state === "object") this.object("(");
  }
}

function frame(state: State, opening: string): Frame {
  return { state, subject: "", predicate: "", opening };
}
