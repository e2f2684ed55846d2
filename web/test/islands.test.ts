import assert from "node:assert/strict";
import { test } from "node:test";
import { outcome } from "../src/copy-link.ts";
import { submitWithKeys } from "../src/submit-keys.ts";

const words = { copyLink: "https://w3id.org/edugraph/id/country/KAZ", done: "Copied", failed: "Copy it by hand:" };

test("a copied link is the address of the thing, and the page says that it was copied", async () => {
  const copied: string[] = [];
  assert.equal(await outcome(words, async (text) => void copied.push(text)), "Copied");
  assert.deepEqual(copied, ["https://w3id.org/edugraph/id/country/KAZ"]);
});

test("where the browser refuses the clipboard the address is shown", async () => {
  const refused = () => Promise.reject(new Error("denied"));
  assert.equal(await outcome(words, refused), "Copy it by hand: https://w3id.org/edugraph/id/country/KAZ");
});

test("only Enter with Ctrl or Cmd runs the query", () => {
  const pressed = (key: string, ctrlKey = false, metaKey = false) => submitWithKeys({ key, ctrlKey, metaKey });
  assert.deepEqual(
    [pressed("Enter"), pressed("Enter", true), pressed("Enter", false, true), pressed("a", true)],
    [false, true, true, false],
  );
});
