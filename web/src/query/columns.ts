// What the columns of an answer hold, told from a sample of its rows: which views make sense follows from it.
import { type Rows } from "./answers.ts";
import { value, type Value } from "./terms-of-answers.ts";

export type Holds = "actor" | "country" | "thing" | "date" | "number" | "place" | "text" | "empty";

/** So many values are looked at, and of each column at least so many. */
const SAMPLE = 4_000;
const LEAST = 20;
const ACTORS = ["country/", "org/", "person/", "group/"];
const DATES = /(?:#(?:date|dateTime|gYear|gYearMonth|dateTimeStamp)$)|\/edtf(?:\/|$)|EDTF/i;
const NUMBERS = /#(?:integer|decimal|double|float|int|long|nonNegativeInteger|positiveInteger)$/;

/** What each column holds: what nine of ten of its values are. `base` begins the names of our own things. */
export function columns(rows: Rows, base: string): Holds[] {
  const counts = rows.variables.map(() => new Map<Holds, number>());
  const sample = Math.max(LEAST, Math.floor(SAMPLE / Math.max(counts.length, 1)));
  const step = Math.max(1, Math.floor(rows.length / sample));
  for (let row = 0; row < rows.length; row += step) {
    rows.cells(row).forEach((cell, column) => {
      const found = held(value(cell), base);
      if (found !== "empty") counts[column]?.set(found, (counts[column]?.get(found) ?? 0) + 1);
    });
  }
  return counts.map(mostly);
}

function mostly(counts: Map<Holds, number>): Holds {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const share = (...kinds: Holds[]) => kinds.reduce((sum, kind) => sum + (counts.get(kind) ?? 0), 0) >= total * 0.9;
  if (total === 0) return "empty";
  if (share("country")) return "country";
  if (share("country", "actor")) return "actor";
  if (share("country", "actor", "thing")) return "thing";
  if (share("date")) return "date";
  if (share("place")) return "place";
  return share("number") ? "number" : "text";
}

export function held({ kind, value: text, datatype }: Value, base: string): Holds {
  if (kind === "none") return "empty";
  if (kind === "blank") return "thing";
  if (kind === "iri") {
    if (text.startsWith(`${base}id/country/`)) return "country";
    return ACTORS.some((path) => text.startsWith(`${base}id/${path}`)) ? "actor" : "thing";
  }
  if (DATES.test(datatype)) return "date";
  if (NUMBERS.test(datatype)) return "number";
  if (datatype.endsWith("#wktLiteral")) return "place";
  return "text";
}

/** The columns that a map may draw: nothing where there are neither countries nor coordinates. */
export interface Mapped {
  countries: number[];
  wkt: number | null;
  lat: number | null;
  long: number | null;
  numbers: number[];
}

const LATITUDE = /(?:^|_)lat(?:itude)?$|[a-z]Lat(?:itude)?$/;
const LONGITUDE = /(?:^|_)(?:long|longitude|lon|lng)$|[a-z](?:Long|Longitude|Lon|Lng)$/;

export function mapped(rows: Rows, holds: Holds[]): Mapped {
  const those = (...kinds: Holds[]) => holds.flatMap((kind, column) => (kinds.includes(kind) ? [column] : []));
  const axis = (name: RegExp) => those("number").find((column) => name.test(rows.variables[column] ?? "")) ?? null;
  const wkt = those("place")[0] ?? null;
  const [lat, long] = [axis(LATITUDE), axis(LONGITUDE)];
  const isPair = wkt === null && lat !== null && long !== null;
  const numbers = those("number").filter((column) => !isPair || (column !== lat && column !== long));
  return { countries: those("country"), wkt, lat: isPair ? lat : null, long: isPair ? long : null, numbers };
}

/** The year of a date, as it is written; null where there is none. */
export function year(text: string): number | null {
  const found = /^[~?]*(-?\d{4})(?!\d)/.exec(text);
  return found ? Number(found[1]) : null;
}

/** The two columns that make a network: actors first, else any things; subject and object of triples. Null for none. */
export function pairOf(holds: Holds[], isTriples: boolean): [number, number] | null {
  if (isTriples) return [0, 2];
  const actors = holds.flatMap((kind, column) => (kind === "actor" || kind === "country" ? [column] : []));
  return actors.length >= 2 ? [actors[0] as number, actors[1] as number] : null;
}
