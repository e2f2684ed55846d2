// The terms of RDF in answers, read from TSV (SPARQL 1.1 Query Results CSV and TSV Formats, 4) and from N-Triples.

export interface Value {
  kind: "iri" | "literal" | "blank" | "none";
  value: string;
  language: string;
  datatype: string;
}

const XSD = "http://www.w3.org/2001/XMLSchema#";
const NONE: Value = { kind: "none", value: "", language: "", datatype: "" };
const NUMBER = /^[+-]?(\d+)?(\.\d+)?([eE][+-]?\d+)?$/;

/** One cell, as it is written: an IRI, a literal in Turtle's spelling, a blank node, or nothing. */
export function value(cell: string): Value {
  const first = cell[0];
  if (first === undefined) return NONE;
  if (first === "<") return { ...NONE, kind: "iri", value: unescaped(cell.slice(1, -1)) };
  if (first === "_") return { ...NONE, kind: "blank", value: cell };
  if (first === '"') return literal(cell);
  return { ...NONE, kind: "literal", value: cell, datatype: XSD + bare(cell) };
}

function bare(cell: string): string {
  if (cell === "true" || cell === "false") return "boolean";
  if (!NUMBER.test(cell)) return "string";
  return /[eE]/.test(cell) ? "double" : cell.includes(".") ? "decimal" : "integer";
}

function literal(cell: string): Value {
  const close = cell.lastIndexOf('"');
  const tail = cell.slice(close + 1);
  const text = unescaped(cell.slice(1, close));
  if (tail.startsWith("@")) return { kind: "literal", value: text, language: tail.slice(1), datatype: "" };
  return { kind: "literal", value: text, language: "", datatype: tail.startsWith("^^<") ? tail.slice(3, -1) : "" };
}

const ESCAPES: Record<string, string> = { t: "\t", n: "\n", r: "\r", b: "\b", f: "\f" };

function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([\s\S]))/g, (_, short, long, one) => {
    if (one !== undefined) return ESCAPES[one] ?? one;
    return String.fromCodePoint(Number.parseInt(short ?? long, 16));
  });
}

/** The three cells of a line of N-Triples; null for a line that is none. */
export function triple(line: string): [string, string, string] | null {
  const found = /^(<[^>]*>|_:\S+)\s+(<[^>]*>)\s+([\s\S]+?)\s*\.\s*$/.exec(line);
  return found ? [found[1] ?? "", found[2] ?? "", found[3] ?? ""] : null;
}
