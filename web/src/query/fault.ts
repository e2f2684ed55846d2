// Why a query has no answer, in words, with what to do and a way to ask again.
import { type Problem } from "./asking.ts";
import { button, el } from "./elements.ts";
import { type Hint } from "./problems.ts";
import { type Words } from "./setting.ts";

/** `own` are the page's words for it; without them the server's stand, which are English. */
export function fault(problem: Problem, own: string, words: Words, again: () => void): HTMLElement {
  const where = problem.line ? ` · ${words.say("line_column", { line: problem.line, column: problem.column })}` : "";
  const advice = words.setting.advice[problem.code] ?? "";
  const wait = problem.retryAfter && words.say("retry_after", { seconds: Number(problem.retryAfter) || problem.retryAfter });
  const hints = problem.hints.map((hint) => el("li", {}, typeof hint === "string" ? hint : String((hint as Hint).message)));
  return el(
    "div",
    { class: "notice", role: "alert" },
    el("p", {}, el("strong", {}, words.say("not_answered")), where),
    own ? el("p", {}, own) : el("p", { lang: "en" }, problem.detail),
    hints.length ? el("ul", { lang: "en" }, ...hints) : null,
    advice || wait ? el("p", {}, [advice, wait].filter(Boolean).join(" ")) : null,
    button(words.say("again"), again),
  );
}
