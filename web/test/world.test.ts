import assert from "node:assert/strict";
import { test } from "node:test";
import { isForMap, moveOf } from "../src/world/gestures.ts";
import { chosen, partners } from "../src/world/partners.ts";

test("the partners of a country stand by weight, then by name in the order of the language", () => {
  const ties = [
    { a: "country/KAZ", b: "country/LVA", weight: "2", href: "/1" },
    { a: "country/EST", b: "country/KAZ", weight: "2", href: "/2" },
    { a: "country/KAZ", b: "country/UZB", weight: "10", href: "/3" },
    { a: "country/EST", b: "country/LVA", weight: "99", href: "/4" },
  ];
  const names = new Map([["country/LVA", "Latvija"], ["country/EST", "Igaunija"]]);
  assert.deepEqual(partners(ties, names, "country/KAZ", "lv"), [
    { name: "country/UZB", weight: "10", href: "/3" },
    { name: "Igaunija", weight: "2", href: "/2" },
    { name: "Latvija", weight: "2", href: "/1" },
  ]);
});

test("an address keeps all that it asks for when a country is chosen, and when it is taken back", () => {
  const asked = "https://edugraph.example/world?from=2018&lang=lv&page=2";
  const one = chosen(asked, "country/KAZ");
  assert.equal(one, "https://edugraph.example/world?from=2018&lang=lv&actor=country/KAZ");
  assert.equal(chosen(one, null), "https://edugraph.example/world?from=2018&lang=lv");
});

test("a wheel scrolls the page unless Ctrl is held or the map has the focus", () => {
  const wheel = { type: "wheel" };
  assert.deepEqual(
    [isForMap(wheel, false, false), isForMap({ ...wheel, ctrlKey: true }, false, false), isForMap(wheel, true, false)],
    [false, true, true],
  );
});

test("one finger scrolls the page past a whole map and moves a near one; two fingers always zoom", () => {
  const touch = (length: number) => ({ type: "touchstart", touches: { length } });
  assert.deepEqual(
    [isForMap(touch(1), false, false), isForMap(touch(1), false, true), isForMap(touch(2), false, false)],
    [false, true, true],
  );
});

test("keys come nearer, go back and move; arrows move the page while the map is whole", () => {
  assert.deepEqual(moveOf("+", false), { zoom: 1.5 });
  assert.equal(moveOf("ArrowLeft", false), null);
  assert.deepEqual(moveOf("ArrowLeft", true), { x: 60, y: 0 });
  assert.deepEqual([moveOf("0", true), moveOf("a", true)], [{ reset: true }, null]);
});
