import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, carried, changed, chosen, span, spelt } from "../src/network/address.ts";
import { act } from "../src/network/keys.ts";
import { fitting, overlap, type Placed, shortened } from "../src/network/names.ts";
import { around } from "../src/network/steps.ts";
import { drawn, seen, shifted } from "../src/network/transform.ts";
import { yearOf } from "../src/network/years.ts";

const HERE = "https://example.org/sub/network?level=both&kinds=agreement&kinds=funding&page=2&lang=lv";
const plain = { ctrlKey: false, metaKey: false, altKey: false };

test("another value in the address leaves the others, and a list begins anew", () => {
  assert.equal(
    changed(HERE, { focus: "country/KAZ", steps: "", level: "countries" }),
    "https://example.org/sub/network?level=countries&kinds=agreement&kinds=funding&lang=lv&focus=country/KAZ",
  );
  assert.equal(changed("https://example.org/network?focus=a/b", { focus: "" }), "https://example.org/network");
});

test("a query keeps slashes and commas readable and everything else escaped", () => {
  assert.equal(spelt(new URLSearchParams({ tie: "a/b,c/d", q: "x&y=z" })), "?tie=a/b,c/d&q=x%26y%3Dz");
  assert.equal(spelt(new URLSearchParams()), "");
});

test("a form asks for its filled fields and keeps the chosen tie", () => {
  const fields: [string, string][] = [["level", "both"], ["min", ""], ["kinds", "agreement"], ["kinds", "funding"]];
  assert.equal(
    asked("https://example.org/network?tie=a/b,c/d&steps=2&min=3", fields),
    "https://example.org/network?level=both&kinds=agreement&kinds=funding&steps=2&tie=a/b,c/d",
  );
});

test("a link follows the state of the page but keeps what is its own", () => {
  const state = "https://example.org/network?level=both&focus=a/b&view=matrix&lang=lv";
  assert.equal(
    carried("https://example.org/network.csv?level=countries", state, [], ["view"]),
    "https://example.org/network.csv?level=both&focus=a/b&lang=lv",
  );
  assert.equal(
    carried("https://example.org/network?lang=ru", state, ["lang"], []),
    "https://example.org/network?level=both&focus=a/b&view=matrix&lang=ru",
  );
  assert.equal(carried("https://example.org/network", state, ["view"], []), "https://example.org/network?level=both&focus=a/b&lang=lv");
});

test("an address says what is chosen", () => {
  assert.deepEqual(chosen("https://example.org/network?focus=a/b&steps=3&tie=a/b,c/d"), {
    focus: "a/b",
    steps: 3,
    tie: ["a/b", "c/d"],
  });
  assert.deepEqual(chosen("https://example.org/network?tie=a/b"), { focus: "", steps: 1, tie: null });
});

test("the whole span of years asks for nothing, and two sliders that crossed ask for what is between", () => {
  assert.deepEqual(span(2015, 2026, [2015, 2026]), { from: "", to: "" });
  assert.deepEqual(span(2020, 2018, [2015, 2026]), { from: "2018", to: "2020" });
});

test("a slider stands at the year of its field, within its span", () => {
  assert.equal(yearOf("2018-05", 2015, [2015, 2026]), 2018);
  assert.equal(yearOf("", 2015, [2015, 2026]), 2015);
  assert.equal(yearOf("99999", 2026, [2015, 2026]), 2026);
});

test("steps go along ties in both directions and end where nobody new is reached", () => {
  const pairs = [["a", "b"], ["c", "b"], ["c", "d"], ["x", "y"]] as const;
  assert.deepEqual(around(pairs, "a", 1), { actors: new Set(["a", "b"]), pairs: new Set([0]) });
  assert.deepEqual(around(pairs, "a", 2), { actors: new Set(["a", "b", "c"]), pairs: new Set([0, 1]) });
  assert.deepEqual(around(pairs, "a", 3).actors, new Set(["a", "b", "c", "d"]));
  assert.deepEqual(around(pairs, "z", 3), { actors: new Set(["z"]), pairs: new Set() });
});

test("keys act on the map, not where something is typed, and never with Ctrl", () => {
  assert.deepEqual(act({ key: "+", ...plain }, true, false), { does: "zoom", by: 1.5 });
  assert.equal(act({ key: "+", ...plain }, false, false), null);
  assert.deepEqual(act({ key: "ArrowLeft", ...plain }, true, false), { does: "move", x: 1, y: 0 });
  assert.deepEqual(act({ key: "2", ...plain }, false, false), { does: "steps", steps: 2 });
  assert.equal(act({ key: "2", ...plain }, false, true), null);
  assert.deepEqual(act({ key: "Escape", ...plain }, false, true), { does: "close" });
  assert.deepEqual(act({ key: "?", ...plain }, false, false), { does: "help" });
  assert.equal(act({ key: "0", ...plain, ctrlKey: true }, true, false), null);
});

const FRAME = { left: 0, top: 0, right: 1000, bottom: 700 };
const crowd: Placed[] = Array.from({ length: 300 }, (_, n) => ({
  actor: `o${n}`,
  name: `An organisation with a name ${n}`,
  x: (n * 137.5) % 1000,
  y: (n * 89.7) % 700,
  reach: 10,
  strength: 300 - n,
}));

test("names of a crowd cover neither each other nor the mark of a strong actor", () => {
  const names = fitting(crowd, 16, FRAME, new Set());
  assert.ok(names.length >= 5);
  names.forEach((one, place) => {
    for (const other of names.slice(place + 1)) assert.ok(!overlap(one.box, other.box), `${one.text} | ${other.text}`);
    for (const { x, y, reach } of crowd.slice(0, 30)) {
      assert.ok(!overlap(one.box, { left: x - reach, top: y - reach, right: x + reach, bottom: y + reach }));
    }
  });
});

test("what is pointed at is named before the strongest, whatever it covers", () => {
  const two: Placed[] = [
    { actor: "weak", name: "Weak one", x: 500, y: 350, reach: 5, strength: 1 },
    { actor: "strong", name: "Strong one", x: 500, y: 362, reach: 5, strength: 9 },
  ];
  const narrow = { left: 480, top: 340, right: 620, bottom: 372 };
  assert.deepEqual(fitting(two, 16, narrow, new Set()).map((name) => name.actor), ["strong"]);
  assert.deepEqual(fitting(two, 16, narrow, new Set(["weak"])).map((name) => name.actor), ["weak"]);
  const hidden = { left: 495, top: 345, right: 505, bottom: 355 };
  assert.deepEqual(fitting(two, 16, hidden, new Set(["weak"])).map((name) => name.actor), ["weak"]);
});

test("a long name is cut with a sign", () => {
  assert.equal(shortened("x".repeat(31)), `${"x".repeat(29)}…`);
  assert.equal(shortened("short"), "short");
});

test("a movement is drawn where its layer was shifted to", () => {
  const box = { x: -60, y: 0, width: 1120, height: 700 };
  assert.equal(drawn({ k: 1, x: 0, y: 0 }, box, 2), "translate(0 0) scale(1)");
  assert.equal(drawn({ k: 2, x: 10, y: 20 }, box, 2), "translate(80 40) scale(2)");
  assert.equal(shifted({ k: 2, x: 10, y: 20 }, { k: 4, x: 30, y: 50 }), "translate(10px, 10px) scale(2)");
  assert.deepEqual(seen({ k: 1, x: 0, y: 0 }, box, 2), { left: -60, top: 0, right: 1060, bottom: 700 });
  assert.deepEqual(seen({ k: 2, x: -100, y: -50 }, box, 2), { left: 40, top: 50, right: 600, bottom: 400 });
});
