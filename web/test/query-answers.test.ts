// The query page's pure parts: links, copies, history, answers and their views.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { rows, triples } from "../src/query/answers.ts";
import { formOf } from "../src/query/asking.ts";
import { columns, mapped, pairOf, year } from "../src/query/columns.ts";
import { curl, pythonText, rText, shell } from "../src/query/copy-as.ts";
import { Memory, MOST_ENTRIES, ROOM, type Store } from "../src/query/history.ts";
import { lines } from "../src/query/lines.ts";
import { graph, layout, MOST_MARKS } from "../src/query/network.ts";
import { linked, permalink, SHORT } from "../src/query/permalink.ts";
import { marks, merged, offset, range, unknown } from "../src/query/problems.ts";
import { MOST_MARKS as MOST_PLACES, places, wktPoint } from "../src/query/places.ts";
import { receipt } from "../src/query/receipt.ts";
import { pageOf, type Setting } from "../src/query/setting.ts";
import { order } from "../src/query/sorting.ts";
import { comparison, perPage } from "../src/query/table.ts";
import { Terms } from "../src/query/terms.ts";
import { triple, value } from "../src/query/terms-of-answers.ts";
import { alike, years } from "../src/query/timeline.ts";

const BASE = "https://w3id.org/edugraph/";
const AWKWARD = `SELECT * { ?s ?p "it's \\"quoted\\" $HOME \`id\` %s \\\\ " } # конец\n'''x''' """y"""\r\n\u200f!`;

// --- links

test("a short query stands in the query string, a long one in the fragment, and both come back unchanged", () => {
  const base = "https://x.test/query?lang=lv&query=old&example=e#query=older";
  const short = permalink(base, AWKWARD);
  assert.ok(short.startsWith("https://x.test/query?lang=lv&query=SELECT"));
  assert.equal(linked(short), AWKWARD);
  const long = permalink(base, AWKWARD.repeat(100));
  assert.ok(long.startsWith("https://x.test/query?lang=lv#query=SELECT"));
  assert.equal(linked(long), AWKWARD.repeat(100));
  assert.ok(short.length <= SHORT);
});

test("an address without a query names none, and a broken fragment is taken as it is", () => {
  assert.deepEqual([linked("https://x.test/query?lang=ru"), linked("https://x.test/query#query=50%")], [null, "50%"]);
});

// --- copies

test("what a shell and Python read of a copied query is the query, byte for byte", () => {
  const query = AWKWARD.replaceAll("\r", "");
  const heard = execFileSync("sh", ["-c", `printf %s ${shell(query)}`]).toString();
  assert.equal(heard, query);
  const read = execFileSync("python3", ["-c", `import sys; sys.stdout.buffer.write((${pythonText(AWKWARD)}).encode())`]).toString();
  assert.equal(read, AWKWARD);
});

test("a query too long for an argument goes to curl through a pipe whose end is no line of it", () => {
  const found = curl({ endpoint: "https://x.test/sparql", query: `QUERY\n${"x".repeat(110_000)}`, accept: "text/csv" });
  assert.ok(found.startsWith("curl --fail --silent --show-error -H 'Accept: text/csv' -H 'Content-Type: application/sparql-query' --data-binary @- 'https://x.test/sparql' <<'QUERY_'\nQUERY\n"));
  assert.ok(found.endsWith("x\nQUERY_"));
});

test("strings of R escape quotes, backslashes and control characters", () => {
  assert.equal(rText('a "b" \\ \u0007\nc'), '"a \\"b\\" \\\\ \\u0007\nc"');
});

// --- history

class Kept implements Store {
  readonly map = new Map<string, string>();
  getItem = (key: string) => this.map.get(key) ?? null;
  setItem = (key: string, text: string) => void this.map.set(key, text);
  removeItem = (key: string) => void this.map.delete(key);
}

test("an entry without a day that can be told, or with a number that is none, is no entry", () => {
  const kept = new Kept();
  const whole = { query: "ASK {}", at: "2026-11-27T21:00:00.000Z", rows: null };
  kept.setItem("edugraph.query.history", JSON.stringify([{ ...whole, at: "once" }, { ...whole, rows: "<b>" }, { query: "ASK {}", at: whole.at }, whole]));
  assert.deepEqual(new Memory(kept).history(), [whole]);
});

test("history is bounded, keeps each query once, the newest first, and is forgotten when asked", () => {
  const memory = new Memory(new Kept());
  for (let n = 0; n < MOST_ENTRIES + 20; n++) memory.remember({ query: `ASK { ${n % 60} }`, at: "2026-11-21T10:00:00Z", rows: n });
  const found = memory.history();
  assert.deepEqual([found.length, found[0]?.query, new Set(found.map(({ query }) => query)).size], [MOST_ENTRIES, "ASK { 9 }", MOST_ENTRIES]);
  memory.forget();
  assert.deepEqual(memory.history(), []);
});

test("long queries are kept as long as all of them have room, and the oldest make it", () => {
  const memory = new Memory(new Kept());
  const at = "2026-11-21T10:00:00Z";
  const [first, second, third] = ["a", "b", "c"].map((one) => one.repeat(ROOM * 0.4)) as [string, string, string];
  for (const query of [first, second, "ASK {}", third]) memory.remember({ query, at, rows: 1 });
  assert.deepEqual(memory.history().map(({ query }) => query), [third, "ASK {}", second]);
  assert.equal(memory.keep({ queries: [first, second, "ASK {}"], at: 1 }), true);
  assert.equal(memory.keep({ queries: [first, second, third], at: 2 }), false);
  assert.deepEqual(memory.tabs(), { queries: [first, "", third], at: 2 });
});

test("where the store is smaller than we think, the newest are kept", () => {
  const small = new Kept();
  const whole = small.setItem.bind(small);
  small.setItem = (key, value) => { if (value.length > 500) throw new Error("full"); whole(key, value); };
  const memory = new Memory(small);
  for (let n = 0; n < 20; n++) memory.remember({ query: `ASK { ${n} }`, at: "2026-11-21T10:00:00Z", rows: n });
  assert.equal(memory.history()[0]?.query, "ASK { 19 }");
  assert.equal(memory.keep({ queries: ["x".repeat(600)], at: 0 }), false);
});

test("a store that refuses, or holds rubbish, does no harm", () => {
  const refusing: Store = { getItem: () => '{"queries":[1,"ASK {}"],"at":"x"}', setItem: () => { throw new Error("full"); }, removeItem: () => { throw new Error("no"); } };
  const memory = new Memory(refusing);
  memory.forget();
  assert.deepEqual([memory.remember({ query: "ASK {}", at: "", rows: 1 }), memory.keep({ queries: ["ASK {}"], at: 0 })], [[], false]);
  assert.deepEqual([memory.history(), memory.tabs()], [[], { queries: ["ASK {}"], at: 0 }]);
  assert.deepEqual([new Memory(null).history(), new Memory(null).tabs()], [[], null]);
});

// --- answers

test("cells of TSV are read as terms", () => {
  assert.deepEqual(value(`<${BASE}id/x>`), { kind: "iri", value: `${BASE}id/x`, language: "", datatype: "" });
  assert.deepEqual(value('"a\\tb\\n\\"c\\" \\u00e9"@lv'), { kind: "literal", value: 'a\tb\n"c" é', language: "lv", datatype: "" });
  assert.deepEqual(value('"2020"^^<http://www.w3.org/2001/XMLSchema#gYear>').datatype, "http://www.w3.org/2001/XMLSchema#gYear");
  assert.deepEqual([value("5").datatype, value("5.0e1").datatype, value("true").datatype, value("").kind, value("_:b").kind], [
    "http://www.w3.org/2001/XMLSchema#integer", "http://www.w3.org/2001/XMLSchema#double", "http://www.w3.org/2001/XMLSchema#boolean", "none", "blank",
  ]);
});

test("a table is read line by line, empty cells and empty rows with it", () => {
  const found = rows(["?a\t?b", "<http://x/1>\t", "\t\"x\"", "5\t6"]);
  assert.deepEqual([found.variables, found.length, found.cell(0, 1), found.cell(1, 0), found.cell(1, 1), found.cell(2, 1), found.cell(2, 7)], [["a", "b"], 3, "", "", '"x"', "6", ""]);
  assert.deepEqual(rows(["?a", ""]).length, 1);
});

test("triples become three columns", () => {
  assert.deepEqual(triple('<http://a> <http://b> "c . d"@en .'), ["<http://a>", "<http://b>", '"c . d"@en']);
  assert.deepEqual(triples(["_:x <http://b> <http://c> .", "# no"]).source, ["_:x\t<http://b>\t<http://c>"]);
});

function body(parts: string[], end?: Error): ReadableStream<Uint8Array> {
  const bytes = parts.map((part) => new TextEncoder().encode(part));
  return new ReadableStream({ pull: (controller) => { const next = bytes.shift(); if (next) controller.enqueue(next); else if (end) controller.error(end); else controller.close(); } });
}

test("an answer is read across the borders of its parts, and cut at a limit, which is told", async () => {
  const most = { lines: 100, bytes: 1_000 };
  assert.deepEqual(await lines(body(["a\nb", "c", "\nd\n", "\n", "e"]), most), { lines: ["a", "bc", "d", "", "e"], bytes: 9, isCut: false });
  const cut = await lines(body(["1\n2\n", "3\n4\n", "5\n"]), { lines: 3, bytes: 1_000 });
  assert.deepEqual([cut.lines, cut.isCut], [["1", "2", "3"], true]);
});

test("an answer that breaks off is an error, never a shorter answer", async () => {
  await assert.rejects(lines(body(["?a\n1\n"], new Error("network")), { lines: 100, bytes: 1_000 }), /network/);
});

test("the form of a query is told by its first word that is not of the head", () => {
  const told = ["# ASK\nPREFIX select: <http://x/>\nconstruct {} WHERE {}", "ASK {}", "nonsense", "DESCRIBE <http://x>", "SELECT * {}"].map(formOf);
  assert.deepEqual(told, ["triples", "truth", "rows", "triples", "rows"]);
});

test("what columns hold decides on the views", () => {
  const table = rows([
    "?c\t?o\t?d\t?n\t?t\t?e",
    `<${BASE}id/country/KAZ>\t<${BASE}id/org/x>\t"2020-01"^^<http://id.loc.gov/datatypes/edtf/EDTF>\t5\t"x"@en\t`,
    `<${BASE}id/country/LVA>\t<${BASE}id/group/y>\t"2021-01-02"^^<http://www.w3.org/2001/XMLSchema#date>\t6.5\t"y"\t`,
  ]);
  const held = columns(table, BASE);
  assert.deepEqual(held, ["country", "actor", "date", "number", "text", "empty"]);
  assert.deepEqual([pairOf(held, false), pairOf(["thing", "text"], false), pairOf(["thing", "thing", "thing"], true)], [[0, 1], null, [0, 2]]);
  assert.deepEqual([year("2020-10-14/2020-10-15"), year("~1998"), year("soon")], [2020, 1998, null]);
});

const WKT = "http://www.opengis.net/ont/geosparql#wktLiteral";

test("countries, coordinates and numbers are what a map is drawn from; coordinates are no numbers to show", () => {
  const answer = rows(["?country\t?lat\t?long\t?n", `<${BASE}id/country/KAZ>\t48.0\t68.5\t3`]);
  assert.deepEqual(mapped(answer, columns(answer, BASE)), { countries: [0], wkt: null, lat: 1, long: 2, numbers: [3] });
  const shapes = rows(["?where\t?placeLat\t?flat\t?n", `"POINT(68 48)"^^<${WKT}>\t1\t2\t3`]);
  assert.deepEqual(mapped(shapes, columns(shapes, BASE)), { countries: [], wkt: 0, lat: null, long: null, numbers: [1, 2, 3] });
});

test("a point in Well-Known Text has longitude first, but in EPSG 4326; what is no point on earth is none", () => {
  assert.deepEqual(wktPoint("POINT(68.5 48)"), [48, 68.5]);
  assert.deepEqual(wktPoint("<http://www.opengis.net/def/crs/OGC/1.3/CRS84> point z (68.5 48 300)"), [48, 68.5]);
  assert.deepEqual(wktPoint("<http://www.opengis.net/def/crs/EPSG/0/4326> POINT(48 68.5)"), [48, 68.5]);
  for (const none of ["POINT(48 95)", "POINT(a b)", "LINESTRING(1 2, 3 4)", "<http://x/EPSG/0/3857> POINT(1 2)", ""]) assert.equal(wktPoint(none), null, none);
});

const COLUMNS = { countries: 0, wkt: null, lat: null, long: null, number: 1, name: null };

test("places are counted: rows of one add up, and rows that lack something are told, not dropped", async () => {
  const answer = rows(["?c\t?n", `<${BASE}id/country/KAZ>\t3`, `<${BASE}id/country/KAZ>\t4`, `<${BASE}id/country/LVA>\t"soon"`, `<${BASE}id/org/x>\t9`, "\t1"]);
  assert.deepEqual(await places(answer, COLUMNS, BASE), {
    countries: [[`${BASE}id/country/KAZ`, 7], [`${BASE}id/country/LVA`, null]],
    points: [],
    isSum: true,
    total: 2,
    noCountry: 2,
    noPoint: 0,
    noNumber: 1,
  });
  const counted = await places(answer, { ...COLUMNS, number: null }, BASE);
  assert.deepEqual(counted.countries, [[`${BASE}id/country/KAZ`, 2], [`${BASE}id/country/LVA`, 1]]);
});

test("numbers too large for a scale, and sums of such, count as none: the map has the rest", async () => {
  const answer = rows(["?c\t?n", ...["KAZ\t1e305", "LVA\t9e299", "LVA\t9e299", "EST\t-9e299"].map((row) => row.replace(/^.../, `<${BASE}id/country/$&>`))]);
  const { countries, noNumber } = await places(answer, COLUMNS, BASE);
  assert.deepEqual(countries, [[`${BASE}id/country/EST`, -9e299], [`${BASE}id/country/KAZ`, null], [`${BASE}id/country/LVA`, null]]);
  assert.equal(noNumber, 1);
});

test("of many points the largest are drawn, and how many there are is told", async () => {
  const answer = rows(["?w\t?n", ...Array.from({ length: 400 }, (_, n) => `"POINT(${n % 180} ${Math.floor(n / 180)})"^^<${WKT}>\t${n}`), '"nowhere"\t1']);
  const found = await places(answer, { ...COLUMNS, countries: null, wkt: 0 }, BASE);
  assert.deepEqual([found.points.length, found.total, found.noPoint, found.isSum], [MOST_PLACES, 400, 1, false]);
  assert.deepEqual(found.points[0]?.slice(0, 3), [2, 39, 399]);
});

// --- views

test("sorting is stable, and numbers are sorted by size", async () => {
  assert.deepEqual(await order(4, comparison(["10", "9", "1e3", "9"], "en")), [1, 3, 0, 2]);
  const words = Array.from({ length: 5_000 }, (_, n) => String((n * 7_919) % 5_000).padStart(4, "0"));
  const found = await order(words.length, comparison(words, "en"), async () => {});
  assert.deepEqual(found.map((at) => words[at]), [...words].sort());
});

test("a wide table has few rows on a page", () => {
  assert.deepEqual([perPage(4), perPage(40), perPage(200), perPage(0)], [100, 25, 5, 100]);
});

test("a network has at most 300 marks, the strongest ties first, and lies the same way every time", () => {
  const line = (n: number) => `<http://x/${n % 40}>\t<http://x/${(n * 7 + 1) % 40}>`;
  const found = graph(rows(["?a\t?b", ...Array.from({ length: 2_000 }, (_, n) => line(n)), `<http://y/1>\t<http://y/2>`]), [0, 1]);
  assert.ok(found.things.length + found.ties.length <= MOST_MARKS);
  assert.ok(found.ties.every(({ weight }, at) => at === 0 || weight <= (found.ties[at - 1]?.weight ?? 0)));
  assert.deepEqual(layout(found), layout(found));
  assert.ok(layout(found).every(({ x, y }) => x >= 0 && x <= 900 && y >= 0 && y <= 620));
});

test("a column of numbers weighs the ties, else the number of rows does", () => {
  const table = rows(["?a\t?b\t?n", "<http://x/1>\t<http://x/2>\t6", "<http://x/2>\t<http://x/1>\t2", "<http://x/1>\t<http://x/1>\t9"]);
  assert.deepEqual(graph(table, [0, 1], null, 2).ties, [{ a: "http://x/1", b: "http://x/2", weight: 8, kinds: [] }]);
  assert.deepEqual(graph(table, [0, 1]).ties, [{ a: "http://x/1", b: "http://x/2", weight: 2, kinds: [] }]);
});

test("a timeline has the rows of each year in order, and what is said twice of one day once", async () => {
  const table = rows(["?d\t?x", '"2021-05"\t<http://x/b>', '"2020"\t<http://x/a>', '"2021-02"\t<http://x/c>', '"2021-05"\t<http://x/b>', "\t<http://x/d>"]);
  const found = await years(table, 0);
  assert.deepEqual(found, { years: [{ year: 2020, rows: [1] }, { year: 2021, rows: [2, 0, 3] }], undated: 1 });
  assert.deepEqual(alike(table, [2, 0, 3], [0, 1]), [[2, 1], [0, 2]]);
});

test("a link leads to our page about a thing, to the web for others, and never to a script", () => {
  const setting = { base: BASE, root: "/root", kept: "?lang=ru" } as Setting;
  const told = [`${BASE}id/country/KAZ`, `${BASE}def#Event`, "http://example.org/x", "javascript:alert(1)"].map((iri) => pageOf(iri, setting));
  assert.deepEqual(told, ["/root/doc/country/KAZ?lang=ru", "/root/def?lang=ru#Event", "http://example.org/x", ""]);
});

test("a receipt says the query, the release, the rows and whether they are all", () => {
  const setting = { endpoint: "https://x.test/sparql", release: { id: "r1", version: "1", date: "2026-11-21" } } as Setting;
  const answer = { form: "rows" as const, query: "SELECT ?a {}", rows: rows(["?a", "1"]), isCut: true, truth: null, raw: [], seconds: 1 };
  const { rows: count, complete, "dc:isPartOf": part, tableSchema } = receipt(answer, setting, "Answer") as Record<string, unknown>;
  assert.deepEqual([count, complete, part, tableSchema], [1, false, { release: "r1", version: "1", date: "2026-11-21" }, { columns: [{ name: "a", titles: "a" }] }]);
});

// --- terms

test("values of a property come from its code lists: those of the class where it has its own, else any", () => {
  const told = new Terms({
    prefixes: {},
    classes: [{ iri: "x:Event", name: "Event", schemes: { "dct:type": ["event-type"] } }, { iri: "x:Other", name: "Other" }],
    properties: [{ iri: "x:type", name: "dct:type", schemes: ["event-type", "obligation"] }, { iri: "x:when", name: "when" }],
    codes: [],
  });
  assert.deepEqual(told.schemes("x:type", ["x:Event"]), ["event-type"]);
  assert.deepEqual([told.schemes("x:type", []), told.schemes("x:type", ["x:Other"])], [["event-type", "obligation"], ["event-type", "obligation"]]);
  assert.deepEqual([told.schemes("x:when", ["x:Event"]), told.schemes("x:none", ["x:Event"])], [[], []]);
});

// --- problems

const TERMS = new Terms({
  prefixes: { eg: `${BASE}def#` },
  classes: [
    { iri: `${BASE}def#Agreement`, name: "eg:Agreement", label: "agreement", labels: { en: "agreement", ru: "соглашение", lv: "nolīgums" }, count: 3, properties: ["eg:signed"] },
    { iri: `${BASE}def#Event`, name: "eg:Event", label: "event", labels: { en: "event", ru: "событие", lv: "notikums" }, count: 20, properties: [] },
  ],
  properties: [{ iri: `${BASE}def#signed`, name: "eg:signed", label: "signed", count: 3 }],
  codes: [],
});

test("places in a text are found by line and column, and mark a whole word", () => {
  const text = "ab\ncd ef\ngh";
  assert.deepEqual([offset(text, 2, 4), offset(text, 9, 1), range(text, 2, 4), range(text, 3, 9), range("", 1, 1)], [6, 11, [6, 8], [10, 11], [0, 0]]);
});

test("a term that the ontology lacks is told with the nearest that it has", () => {
  const text = `PREFIX e: <${BASE}def#>\nSELECT * { ?x a e:Agrement ; e:signed <${BASE}def#Evnt> , skos:Concept , e:Zzzzzzz }`;
  const found = unknown(text, TERMS, `${BASE}def#`, (name, near) => `${name} -> ${near}`);
  assert.deepEqual(found.map(({ message, instead }) => [message, instead]), [
    ["e:Agrement -> e:Agreement", "e:Agreement"], [`<${BASE}def#Evnt> -> <${BASE}def#Event>`, `<${BASE}def#Event>`], ["e:Zzzzzzz -> ", ""],
  ]);
});

test("what the server says of a place stands before what is found here", () => {
  const text = "SELECT ?x { ?x a eg:Agrement }";
  const told = marks(text, [{ code: "unknown-term", message: "server", line: 1, column: 18, length: 11, nearest: "eg:Agreement" }]);
  const found = merged(told, [{ from: 17, to: 28, severity: "warning", message: "here", instead: "", isEnglish: false }]);
  assert.deepEqual(found.map(({ message, from, to, severity }) => [message, from, to, severity]), [["server", 17, 28, "warning"]]);
  const knowing = merged(marks(text, [{ code: "x", message: "server", line: 1, column: 18, length: 11 }]), [{ ...told[0]!, message: "here" }]);
  assert.deepEqual(knowing.map(({ message, instead }) => [message, instead]), [["here", "eg:Agreement"]]);
});

test("terms are found by label in three languages and by name, without case and diacritics", () => {
  const names = (text: string) => TERMS.found(text, ["class"], () => false, 5).map(({ name }) => name);
  assert.deepEqual([names("СОГЛ"), names("noligums"), names("even"), names(""), names("eg:agr")], [["eg:Agreement"], ["eg:Agreement"], ["eg:Event"], ["eg:Event", "eg:Agreement"], ["eg:Agreement"]]);
});
