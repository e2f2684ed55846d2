// Where the rows of an answer lie: countries by name, points by coordinates, and what a column of numbers says of each.
import { type Rows } from "./answers.ts";
import { pause } from "./sorting.ts";
import { value, type Value } from "./terms-of-answers.ts";

/** So many marks are drawn. */
export const MOST_MARKS = 300;
const PAUSE_ROWS = 5_000;
/** What is not below has no place on a scale: the difference of two such numbers may be none. */
const GRAND = 1e300;

/** Which columns say where; null for one that is not there, or is not wanted. */
export interface Columns {
  countries: number | null;
  wkt: number | null;
  lat: number | null;
  long: number | null;
  number: number | null;
  /** What points are called by. */
  name: number | null;
}

type Point = [lat: number, long: number, value: number | null, name: Value];

export interface Places {
  countries: [string, number | null][];
  points: Point[];
  isSum: boolean;
  total: number;
  noCountry: number;
  noPoint: number;
  noNumber: number;
}

/** A place with what its rows add up to. */
interface Sum {
  rows: number;
  numbers: number;
  sum: number;
}

/** The places of all rows, the largest first and no more than are drawn; rows that say none are counted. */
export async function places(rows: Rows, columns: Columns, base: string): Promise<Places> {
  const countries = new Map<string, Sum>();
  const points = new Map<string, Sum & { at: [number, number]; name: Value }>();
  const told = { noCountry: 0, noPoint: 0, noNumber: 0 };
  const hasPoints = columns.wkt !== null || columns.lat !== null;
  for (let row = 0; row < rows.length; row++) {
    const number = columns.number === null ? 1 : numberOf(rows.value(row, columns.number));
    const found: Sum[] = [];
    if (columns.countries !== null) {
      const iri = country(rows.cell(row, columns.countries), base);
      if (iri) found.push(kept(countries, iri, () => nothing()));
      else told.noCountry++;
    }
    if (hasPoints) {
      const at = pointOf(rows, row, columns);
      const name = columns.name === null ? value("") : rows.value(row, columns.name);
      if (at) found.push(kept(points, at.join(" "), () => ({ ...nothing(), at, name })));
      else told.noPoint++;
    }
    for (const one of found) add(one, number);
    if (found.length && number === null) told.noNumber++;
    if (row % PAUSE_ROWS === PAUSE_ROWS - 1) await pause();
  }
  return { ...strongest(countries, points), ...told };
}

function strongest(countries: Map<string, Sum>, points: Map<string, Sum & { at: [number, number]; name: Value }>) {
  const large = ([, a]: [string, Sum], [, b]: [string, Sum]) => (total(b) ?? -Infinity) - (total(a) ?? -Infinity) || 0;
  const [named, placed] = [[...countries].sort(large), [...points].sort(large)];
  const shownCountries = named.slice(0, MOST_MARKS);
  const shownPoints = placed.slice(0, MOST_MARKS - shownCountries.length);
  return {
    countries: shownCountries.map(([iri, one]): [string, number | null] => [iri, total(one)]),
    points: shownPoints.map(([, one]): Point => [...one.at, total(one), one.name]),
    isSum: [...named, ...placed].some(([, { numbers }]) => numbers > 1),
    total: named.length + placed.length,
  };
}

const nothing = (): Sum => ({ rows: 0, numbers: 0, sum: 0 });
const total = ({ numbers, sum }: Sum): number | null => (numbers && Math.abs(sum) < GRAND ? sum : null);

function add(one: Sum, number: number | null): void {
  one.rows++;
  if (number === null) return;
  one.numbers++;
  one.sum += number;
}

function kept<T>(known: Map<string, T>, key: string, made: () => T): T {
  const found = known.get(key) ?? made();
  known.set(key, found);
  return found;
}

function country(cell: string, base: string): string {
  return cell.startsWith(`<${base}id/country/`) ? cell.slice(1, -1) : "";
}

function numberOf({ value: text }: Value): number | null {
  const found = text.trim() === "" ? NaN : Number(text);
  return Math.abs(found) < GRAND ? found : null;
}

function pointOf(rows: Rows, row: number, { wkt, lat, long }: Columns): [number, number] | null {
  if (wkt !== null) return wktPoint(rows.value(row, wkt).value);
  if (lat === null || long === null) return null;
  const [north, east] = [numberOf(rows.value(row, lat)), numberOf(rows.value(row, long))];
  return north === null || east === null ? null : onEarth(north, east);
}

const WKT = /^\s*(?:<([^>]*)>\s*)?POINT\s*(?:Z|M|ZM)?\s*\(\s*([^\s()]+)\s+([^\s()]+)[^()]*\)\s*$/i;

/** Latitude and longitude of a point in Well-Known Text, in the systems that GeoSPARQL (OGC 22-047r1, 8.7) names by
 * default: longitude first, but latitude first in EPSG 4326. Other systems and other shapes are no point here. */
export function wktPoint(text: string): [number, number] | null {
  const [, system = "", first, second] = WKT.exec(text) ?? [];
  if (first === undefined || second === undefined) return null;
  const [x, y] = [Number(first), Number(second)];
  if (system === "" || /\/CRS84$/.test(system)) return onEarth(y, x);
  return /\/EPSG\/[^/]*\/4326$/.test(system) ? onEarth(x, y) : null;
}

function onEarth(north: number, east: number): [number, number] | null {
  return Math.abs(north) <= 90 && Math.abs(east) <= 180 ? [north, east] : null;
}
