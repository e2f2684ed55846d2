import assert from "node:assert/strict";
import { test } from "node:test";
import { chosen } from "../src/world/address.ts";
import { isForMap, moveOf } from "../src/world/gestures.ts";

test("an address keeps all that it asks for when a country is in focus, and when it is let go", () => {
  const asked = "https://edugraph.example/world?from=2018&lang=lv&page=2&focus=country/EST&steps=2";
  const one = chosen(asked, "country/KAZ");
  assert.equal(one, "https://edugraph.example/world?from=2018&lang=lv&focus=country/KAZ");
  assert.equal(chosen(one, ""), "https://edugraph.example/world?from=2018&lang=lv");
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
