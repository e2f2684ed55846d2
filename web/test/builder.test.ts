import assert from "node:assert/strict";
import { test } from "node:test";
import { choices, counted, fields, holds, key } from "../src/builder.ts";

const LATVIA = { iri: "https://w3id.org/edugraph/id/country/LVA", label: "Latvia", other: [] as [string, boolean][] };

test("a thing is named by the end of its IRI", () => {
  assert.equal(key(LATVIA.iri), "country/LVA");
  assert.equal(key("http://example.org/x"), "http://example.org/x");
});

test("a choice repeats what was typed where its value does not hold it", () => {
  assert.deepEqual(choices([{ items: [LATVIA] }], "lat"), [{ value: "Latvia [country/LVA]", label: "" }]);
  const other = { ...LATVIA, other: [["Латв", true], ["ия", false]] as [string, boolean][] };
  assert.deepEqual(choices([{ items: [other] }], "латв"), [{ value: "Latvia [country/LVA]", label: "латв – Латвия" }]);
});

test("fields keep their order", () => {
  assert.equal(fields([["want", "eg:Event"], ["where", "a"], ["where", "b c"]]), "want=eg%3AEvent&where=a&where=b+c");
});

test("words are found whatever their case and diacritics, all of them", () => {
  assert.equal(holds("Kas piedalījās sanāksmē?", "SANAKSME kas"), true);
  assert.equal(holds("Kas piedalījās sanāksmē?", "sanāksme loma"), false);
  assert.equal(holds("anything", "  "), true);
});

test("a count is a number, or not known", () => {
  assert.equal(counted({ results: { bindings: [{ count: { value: "12" } }] } }), 12);
  assert.equal(counted({ results: { bindings: [] } }), null);
  assert.equal(counted({}), null);
});
