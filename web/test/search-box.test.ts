import assert from "node:assert/strict";
import { test } from "node:test";
import { address, heard, isEnough, Latest, leadsToSearch, moved } from "../src/search-box.ts";

test("suggestions begin after two letters, whatever the script, and spaces are none", () => {
  assert.deepEqual(["", "k", " k ", "ka", "ка", "🎓", "🎓🎓"].map(isEnough), [false, false, false, true, true, false, true]);
});

test("arrows go round through the field itself, and nothing moves where there is nothing", () => {
  assert.deepEqual([moved("ArrowDown", -1, 3), moved("ArrowDown", 2, 3), moved("ArrowUp", -1, 3), moved("ArrowUp", 0, 3)], [0, -1, 2, -1]);
  assert.equal(moved("ArrowDown", -1, 0), null);
  assert.equal(moved("a", 0, 3), null);
});

test("a slash leads to the field, but not while something is written, nor with Ctrl", () => {
  const key = { key: "/", ctrlKey: false, metaKey: false, altKey: false, defaultPrevented: false };
  assert.equal(leadsToSearch(key, { tagName: "BODY" }), true);
  assert.equal(leadsToSearch(key, null), true);
  assert.equal(leadsToSearch(key, { tagName: "TEXTAREA" }), false);
  assert.equal(leadsToSearch(key, { tagName: "DIV", isContentEditable: true }), false);
  assert.equal(leadsToSearch({ ...key, ctrlKey: true }, { tagName: "BODY" }), false);
  assert.equal(leadsToSearch({ ...key, key: "a" }, { tagName: "BODY" }), false);
});

test("what was typed is one value of the address", () => {
  assert.equal(address("/suggest", " a&b=c "), "/suggest?q=a%26b%3Dc");
  assert.equal(address("/suggest?lang=lv", "ķ"), "/suggest?lang=lv&q=%C4%B7");
});

test("the number of suggestions is told in the words of the page", () => {
  const words = { none: "Nav", some: "Ieteikumi: #" };
  assert.deepEqual([heard(0, words), heard(3, words), heard(3, {})], ["Nav", "Ieteikumi: 3", ""]);
});

test("only the last text is answered: the one before is given up, and its late answer dropped", async () => {
  const signals: AbortSignal[] = [];
  const waiting: ((text: string) => void)[] = [];
  const latest = new Latest<string>((_text, signal) => {
    signals.push(signal);
    return new Promise((resolve) => waiting.push(resolve));
  });
  const first = latest.answer("ka");
  const second = latest.answer("kaz");
  waiting[1]?.("Kazakhstan");
  waiting[0]?.("Cambodia");
  assert.deepEqual([await first, await second], [null, "Kazakhstan"]);
  assert.deepEqual(signals.map((signal) => signal.aborted), [true, false]);
});

test("a failure is told, unless nobody waits for it any more", async () => {
  const failing = new Latest<string>(() => Promise.reject(new Error("503")));
  await assert.rejects(failing.answer("ka"), /503/);
  const stopped = new Latest<string>((_text, signal) => new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(new Error("aborted")));
  }));
  const answer = stopped.answer("ka");
  stopped.stop();
  assert.equal(await answer, null);
});
