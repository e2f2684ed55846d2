// Answers as the page shows them: a table whose cells are read when they are looked at, a yes or no, or triples as a table.
import { triple, value, type Value } from "./terms-of-answers.ts";

/** Rows of terms, kept as they came: a line each. */
export class Rows {
  readonly variables: string[];
  readonly source: string[];

  constructor(variables: string[], source: string[]) {
    this.variables = variables;
    this.source = source;
  }

  get length(): number {
    return this.source.length;
  }

  cells(row: number): string[] {
    return (this.source[row] ?? "").split("\t");
  }

  cell(row: number, column: number): string {
    const line = this.source[row] ?? "";
    let from = 0;
    for (let at = 0; at < column; at++) {
      from = line.indexOf("\t", from) + 1;
      if (from === 0) return "";
    }
    const to = line.indexOf("\t", from);
    return to < 0 ? line.slice(from) : line.slice(from, to);
  }

  value(row: number, column: number): Value {
    return value(this.cell(row, column));
  }
}

/** The rows of an answer in TSV. */
export function rows(lines: string[]): Rows {
  const [head = "", ...rest] = lines;
  const variables = head === "" ? [] : head.split("\t").map((name) => name.replace(/^[?$]/, ""));
  return new Rows(variables, rest.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line)));
}

/** Triples as a table of three columns; a tab within a literal is escaped in N-Triples, so it parts no cell. */
export function triples(lines: string[]): Rows {
  const found = lines.map(triple).filter((one) => one !== null);
  return new Rows(["subject", "predicate", "object"], found.map((cells) => cells.join("\t")));
}

export type Form = "rows" | "truth" | "triples";

export interface Shown {
  form: Form;
  truth: boolean | null;
  rows: Rows;
  raw: string[];
  isCut: boolean;
  seconds: number;
  query: string;
}
