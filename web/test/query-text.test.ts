// The query page's pure parts: tokens, layout, prefixes, the place of the cursor, the nearest word.
import assert from "node:assert/strict";
import { test } from "node:test";
import { following, matches } from "../src/query/find.ts";
import { placeAt } from "../src/query/context.ts";
import { formatted } from "../src/query/format.ts";
import { nearest } from "../src/query/nearest.ts";
import { addition, declared, missing, named } from "../src/query/prefixes.ts";
import { meaning, tokens } from "../src/query/tokens.ts";


const KNOWN = { eg: "https://w3id.org/edugraph/def#", id: "https://w3id.org/edugraph/id/", skos: "http://www.w3.org/2004/02/skos/core#" };
const AWKWARD = `# a # comment  with   spaces\nPREFIX eg: <https://w3id.org/edugraph/def#>
select distinct ?a (count(*) as ?n)   where{?a a eg:Event;eg:when/eg:notAfter? ?d.# tail  {;.
filter(?d<"2020-01-01"^^xsd:date&&lang(?x)="en"||?x in("a  {b","c;d"))
OPTIONAL{?a skos:prefLabel """two
lines  # no comment""" , 'it''s'@lv-LV}}
order by desc(?n) limit 5`;

test("tokens joined are the text again, whatever it is", () => {
  for (const text of [AWKWARD, "", "?", "a\u0000b", '"open', "'''open\n\n", "<a b>", "\ud83d\ude00 привет:мир ?имя", "\ud800", "1.5e-3.", "_:b1 eg:a\\,b eg:c%2F.", '"a\\']) {
    assert.equal(tokens(text).map((token) => token.text).join(""), text);
  }
});

test("the kinds of tokens", () => {
  const found = meaning(tokens(`?x eg:in <http://a/b> ; a "s"@lv-LV , 'x'^^xsd:date . FILTER(?n < 5)`));
  assert.deepEqual(
    found.map(({ kind, text }) => [kind, text]),
    [
      ["variable", "?x"], ["name", "eg:in"], ["iri", "<http://a/b>"], ["mark", ";"], ["word", "a"], ["string", '"s"'],
      ["language", "@lv-LV"], ["mark", ","], ["string", "'x'"], ["mark", "^^"], ["name", "xsd:date"], ["mark", "."],
      ["word", "FILTER"], ["mark", "("], ["variable", "?n"], ["mark", "<"], ["number", "5"], ["mark", ")"],
    ],
  );
});

test("a query is laid out a statement a line", () => {
  const text = `prefix eg: <https://w3id.org/edugraph/def#> select ?e (count(*) as ?n) where{?e a eg:Event;eg:in ?x.
{ ?x a eg:A } union { ?x a eg:B } filter not exists{?x eg:y [ a eg:Z ; eg:q 1 ]}} group by ?e limit 5`;
  assert.equal(
    formatted(text),
    `PREFIX eg: <https://w3id.org/edugraph/def#>
SELECT ?e (count(*) AS ?n)
WHERE {
  ?e a eg:Event ;
    eg:in ?x .
  {
    ?x a eg:A
  } UNION {
    ?x a eg:B
  }
  FILTER NOT EXISTS {
    ?x eg:y [ a eg:Z ; eg:q 1 ]
  }
}
GROUP BY ?e
LIMIT 5
`,
  );
});

test("formatting changes nothing that means something, and formatting again changes nothing at all", () => {
  const samples = [AWKWARD, "VALUES ?x { eg:a eg:b }", "SELECT * { ?s ?p ?o }\n\n\n# end", "ASK{}", "}}}((", "SELECT ?x WHERE { VALUES (?a ?b) {\n (1 2)\n (3 UNDEF)\n} ?a ^eg:x|eg:y+ ?b }"];
  for (const text of samples) {
    const once = formatted(text);
    const told = (all: string) => tokens(all).filter(({ kind }) => kind !== "space").map(({ kind, text }) => (kind === "word" ? text.toUpperCase() : text));
    assert.deepEqual(told(once), told(text));
    assert.equal(formatted(once), once);
  }
});

test("comments and strings come through byte for byte, at the end of their own lines", () => {
  const found = formatted(AWKWARD);
  assert.ok(found.startsWith("# a # comment  with   spaces\nPREFIX eg:"));
  assert.ok(found.includes(". # tail  {;.\n"));
  assert.ok(found.includes('"""two\nlines  # no comment"""'));
});

test("a prefix that is used and known is found missing, and added after the others", () => {
  const query = "# title\nPREFIX eg: <https://w3id.org/edugraph/def#>\nSELECT * { ?s skos:prefLabel ?o ; eg:in ?e . # id:no\n ?e unknown:x 'skos:x' }";
  assert.deepEqual(declared(query), { eg: "https://w3id.org/edugraph/def#" });
  assert.deepEqual(missing(query, KNOWN), ["skos"]);
  assert.deepEqual(addition(query, ["skos"], KNOWN), { from: 52, insert: "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n" });
  assert.deepEqual(addition("# title\nASK {}", ["id"], KNOWN), { from: 8, insert: "PREFIX id: <https://w3id.org/edugraph/id/>\n" });
  assert.equal(addition(query, ["eg"], KNOWN), null);
});

test("a thing is named by the prefix that the query has for it, else by a known one, else in full", () => {
  const event = "https://w3id.org/edugraph/def#Event";
  assert.deepEqual(named(event, { d: "https://w3id.org/edugraph/def#" }, KNOWN), { name: "d:Event", prefix: "" });
  assert.deepEqual(named(event, {}, KNOWN), { name: "eg:Event", prefix: "eg" });
  assert.deepEqual(named(event, { eg: "http://other/" }, KNOWN), { name: `<${event}>`, prefix: "" });
  assert.deepEqual(named("https://w3id.org/edugraph/id/country/KAZ", {}, KNOWN), { name: "<https://w3id.org/edugraph/id/country/KAZ>", prefix: "" });
});

const at = (text: string) => placeAt(text.replace("|", ""), text.indexOf("|"));

test("the place of the cursor says which part of a triple is written, and of which class", () => {
  const told = (text: string) => {
    const { role, word, classes, property } = at(text);
    return [role, word, classes, property];
  };
  assert.deepEqual(told("SELECT ?m { ?m a eg:Event ; eg:|"), ["property", "eg:", ["eg:Event"], ""]);
  assert.deepEqual(told("SELECT ?m { ?m da| . ?m a eg:Event }"), ["property", "da", ["eg:Event"], ""]);
  assert.deepEqual(told("SELECT ?m { ?m a Eve|"), ["class", "Eve", [], "a"]);
  assert.deepEqual(told("SELECT ?m { ?m eg:in/eg:place kaz|"), ["value", "kaz", [], "eg:place"]);
  assert.deepEqual(told("SELECT ?m { ?m eg:in ?x , | }"), ["value", "", [], "eg:in"]);
  assert.deepEqual(told("SELECT ?m { ?m eg:in/| }"), ["property", "", [], ""]);
  assert.deepEqual(told("SELECT ?m { FILTER(?x = eg:|) }"), ["free", "eg:", [], ""]);
  assert.deepEqual(told("SELECT ?m { OPTIONAL { ?m a eg:A } OPTIONAL { ?m eg:| } }"), ["property", "eg:", ["eg:A"], ""]);
  assert.deepEqual(told("SELECT * { ?p eg:x [ a eg:Claim ; eg:| ] }"), ["property", "eg:", ["eg:Claim"], ""]);
  assert.deepEqual(told("SELECT * { GRAPH ?g { ?m a eg:A . ?m | } }"), ["property", "", ["eg:A"], ""]);
  assert.deepEqual(told("SELECT * { VALUES ?x { | } }"), ["free", "", [], ""]);
  assert.deepEqual(told("SELECT * { ?x a eg:A . FILTER(?y > 3) ?x eg:d|"), ["property", "eg:d", ["eg:A"], ""]);
  assert.deepEqual(told('SELECT * { ?x eg:a "1"^^xsd:date ; eg:b|'), ["property", "eg:b", [], ""]);
});

test("nothing is completed within comments and strings", () => {
  assert.deepEqual([at("# eg:| no").role, at('ASK { ?s ?p "eg:| " }').role], ["none", "none"]);
});

test("the variables of the query are known, but not the one that is being written", () => {
  assert.deepEqual(at("SELECT ?event ?name { ?event eg:x ?na|").variables, ["?event", "?name"]);
});

test("the nearest word is told only where it is near", () => {
  const known = ["Agreement", "Event", "Organization"];
  assert.deepEqual([nearest("Agrement", known), nearest("Evnet", known), nearest("Zebra", known)], ["Agreement", "Event", ""]);
});

// --- find

test("a text is found as it is written, whatever it holds, with or without its case, round the end of the query", () => {
  const text = "SELECT ?x { ?X eg:a* \"[a-z]+ Алматы\" } # алматы";
  assert.deepEqual(matches(text, "?x", false), [[7, 9], [12, 14]]);
  assert.deepEqual(matches(text, "?x", true), [[7, 9]]);
  assert.deepEqual(matches(text, "[a-z]+", true), [[22, 28]]);
  assert.equal(matches(text, "АЛМАТЫ", false).length, 2);
  assert.deepEqual([matches(text, "", false), matches("aaaa", "a", true, 3).length], [[], 3]);
  for (const awkward of ["\\", "&&", "-", "a/b", "(", "{", "^^", "||", "\u{1F600}"]) assert.equal(matches(`x${awkward}y`, awkward, false).length, 1, awkward);
  const all: [number, number][] = [[1, 2], [5, 6]];
  assert.deepEqual([following(all, 0, false), following(all, 2, false), following(all, 6, false), following(all, 1, true), following(all, 6, true)], [0, 1, 0, 1, 1]);
});
