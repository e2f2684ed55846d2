// Entry of the query page: the editor over the plain form. Where anything is missing, the form stays as it is.
import { type Carried } from "../query/asking.ts";
import { Bench } from "../query/bench.ts";
import { type Setting } from "../query/setting.ts";

const section = document.querySelector<HTMLElement>("[data-query-editor]");
const form = section?.querySelector("form");
const field = form?.querySelector<HTMLTextAreaElement>("textarea[name=query]");
const answer = document.querySelector<HTMLElement>("[data-query-answer]");
const carried = document.querySelector("[data-query-carried]")?.textContent;
const setting = document.querySelector("[data-query-setting]")?.textContent;
if (section && form && field && answer && setting) new Bench({ section, form, field, answer, carried: carried ? (JSON.parse(carried) as Carried) : null }, JSON.parse(setting) as Setting, storage());

/** The browser's own store, where it lets pages have one. */
function storage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
