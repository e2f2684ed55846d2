import assert from "node:assert/strict";
import { test } from "node:test";
import { closed } from "../src/escape.ts";

test("an open disclosure is closed, and its summary has the focus again", () => {
  let focused = 0;
  const disclosure = { open: true, querySelector: () => ({ focus: () => void focused++ }) };
  assert.equal(closed(disclosure), true);
  assert.deepEqual([disclosure.open, focused], [false, 1]);
});

test("where nothing is open, Escape is left to others", () => {
  assert.equal(closed(null), false);
  assert.equal(closed({ open: false, querySelector: () => null }), false);
});
