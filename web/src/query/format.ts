// The layout of a query: only the space between tokens changes, and keywords become capitals. Comments and strings stay
// byte for byte, and so does the space that holds two tokens together or apart within a line.
import { tokens, type Token } from "./tokens.ts";

const STARTS = new Set(
  "PREFIX BASE SELECT ASK CONSTRUCT DESCRIBE FROM WHERE GROUP ORDER HAVING LIMIT OFFSET VALUES FILTER OPTIONAL MINUS BIND GRAPH SERVICE".split(" "),
);
const KEYWORDS = new Set([
  ...STARTS,
  ..."DISTINCT REDUCED NAMED BY ASC DESC UNION AS NOT EXISTS IN UNDEF SILENT SEPARATOR".split(" "),
]);
const HEADS = new Set(["PREFIX", "BASE"]);
const STEP = "  ";

/** The query laid out: a statement a line, braces as depth. Formatting twice changes nothing more. */
export function formatted(text: string): string {
  const layout = new Layout();
  let space = "";
  for (const token of tokens(text)) {
    if (token.kind === "space") space = token.text;
    else {
      layout.add(token, space);
      space = "";
    }
  }
  return layout.text;
}

class Layout {
  private out = "";
  private line = "";
  private before: Token | null = null;
  private openings: string[] = [];
  private isContinued = false;
  private mustBreak = false;
  private isData = false;

  get text(): string {
    return (this.out + this.line).trimEnd() + "\n";
  }

  add(token: Token, space: string): void {
    const word = token.kind === "word" ? token.text.toUpperCase() : "";
    const lines = space.split(/\r\n|\r|\n/).length - 1;
    if (token.text === "}" && token.kind === "mark") this.close();
    if (this.breaksBefore(token, word, lines)) this.newLine(lines > 1 && token.text !== "}");
    else if (this.isSpaced(token, space)) this.line += " ";
    this.mustBreak = false;
    if (!this.line && this.out) this.line = STEP.repeat(this.depth(token));
    this.line += KEYWORDS.has(word) ? word : token.text;
    this.after(token, word);
    this.before = token;
  }

  private breaksBefore(token: Token, word: string, lines: number): boolean {
    if (!this.before) return false;
    if (token.kind === "comment") return lines > 0;
    if (this.before.kind === "comment") return true;
    if (this.isInParentheses || (this.isData && token.text !== "}")) return lines > 0 || this.mustBreak;
    if (word === "UNION" && this.before.text === "}") return false;
    return this.mustBreak || (STARTS.has(word) && !this.isHead) || token.text === "}";
  }

  /** `FILTER NOT EXISTS {`, `GRAPH ?g {`: what begins a line within a line that has just begun. */
  private get isHead(): boolean {
    return this.before?.kind === "mark" && this.before.text === "(";
  }

  private get isInParentheses(): boolean {
    const last = this.openings.at(-1);
    return last === "(" || last === "[";
  }

  private isSpaced(token: Token, space: string): boolean {
    if (!this.before || !this.line) return false;
    if (token.kind === "comment") return true;
    if (this.before.text === "(" || token.text === ")") return false;
    const isApart = token.kind === "mark" && "{};".includes(token.text);
    const ends = token.kind === "mark" && token.text === "." && !this.isInParentheses;
    return space !== "" || isApart || ends || this.before.text === "{" || this.before.text === "}" || this.before.text === ";";
  }

  private depth(token: Token): number {
    const braces = this.openings.filter((mark) => mark === "{").length;
    const inner = this.openings.length > braces && token.text !== ")" && token.text !== "]" ? 1 : 0;
    return braces + inner + (this.isContinued && token.text !== "}" ? 1 : 0);
  }

  private newLine(isApart: boolean): void {
    if (this.line.trim() || isApart) this.out += this.line.trimEnd() + "\n" + (isApart && this.line.trim() ? "\n" : "");
    this.line = "";
  }

  private close(): void {
    while (this.isInParentheses) this.openings.pop();
    this.openings.pop();
    this.isContinued = false;
  }

  private after(token: Token, word: string): void {
    if (STARTS.has(word) && !this.isInParentheses) this.isContinued = false;
    if (word === "VALUES") this.isData = true;
    if (token.kind === "iri" && HEADS.has(this.headWord())) this.mustBreak = true;
    if (token.kind !== "mark") return;
    if (token.text === "{" || token.text === "(" || token.text === "[") this.openings.push(token.text);
    if ((token.text === ")" || token.text === "]") && this.isInParentheses) this.openings.pop();
    if (this.isInParentheses) return;
    if (token.text === "}") this.isData = false;
    if ("{}.;".includes(token.text)) {
      this.mustBreak = !this.isData;
      this.isContinued = token.text === ";";
    }
  }

  private headWord(): string {
    return this.line.trim().split(/\s/, 1)[0] ?? "";
  }
}
