// Entry of the query page beside the editor: the simple builder and the named questions.
import { Builder, findQuestions, openQuestion } from "../builder.ts";

new Builder().listen();
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-find]")) findQuestions(form);
document.addEventListener("click", (event) => {
  const link = event.target instanceof HTMLElement ? event.target.closest<HTMLAnchorElement>("a[data-open-question]") : null;
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openQuestion(link).catch(() => location.assign(link.href));
});
