// What the columns of an answer hold, told from a sample of its rows: which views make sense follows from it.
import { type Rows } from "./answers.ts";
import { type Value } from "./terms-of-answers.ts";

export type Holds = "actor" | "country" | "thing" | "date" | "number" | "text" | "empty";

const SAMPLE = 200;
const ACTORS = ["country/", "org/", "person/", "group/"];
const DATES = /(?:#(?:date|dateTime|gYear|gYearMonth|dateTimeStamp)$)|\/edtf(?:\/|$)|EDTF/i;
const NUMBERS = /#(?:integer|decimal|double|float|int|long|nonNegativeInteger|positiveInteger)$/;

/** What each column holds: what nine of ten of its values are. `base` begins the names of our own things. */
export function columns(rows: Rows, base: string): Holds[] {
  const step = Math.max(1, Math.floor(rows.length / SAMPLE));
  return rows.variables.map((_, column) => {
    const counts = new Map<Holds, number>();
    let total = 0;
    for (let row = 0; row < rows.length; row += step) {
      const found = held(rows.value(row, column), base);
      if (found === "empty") continue;
      total++;
      counts.set(found, (counts.get(found) ?? 0) + 1);
    }
    return mostly(counts, total);
  });
}

function mostly(counts: Map<Holds, number>, total: number): Holds {
  const share = (...kinds: Holds[]) => kinds.reduce((sum, kind) => sum + (counts.get(kind) ?? 0), 0) >= total * 0.9;
  if (total === 0) return "empty";
  if (share("country")) return "country";
  if (share("country", "actor")) return "actor";
  if (share("country", "actor", "thing")) return "thing";
  if (share("date")) return "date";
  return share("number") ? "number" : "text";
}

export function held({ kind, value, datatype }: Value, base: string): Holds {
  if (kind === "none") return "empty";
  if (kind === "blank") return "thing";
  if (kind === "iri") {
    if (value.startsWith(`${base}id/country/`)) return "country";
    return ACTORS.some((path) => value.startsWith(`${base}id/${path}`)) ? "actor" : "thing";
  }
  if (DATES.test(datatype)) return "date";
  if (NUMBERS.test(datatype)) return "number";
  return "text";
}

/** The year of a date, as it is written; null where there is none. */
export function year(text: string): number | null {
  const found = /^[~?]*(-?\d{4})(?!\d)/.exec(text);
  return found ? Number(found[1]) : null;
}
