// Entry of every page: finds the places that a script can improve, and improves them.
import { copyLinkButton } from "../copy-link.ts";
import { leadsToSearch, searchBox } from "../search-box.ts";
import { closed } from "../escape.ts";
import { submitWithKeys } from "../submit-keys.ts";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  if (closed(document.activeElement?.closest<HTMLDetailsElement>("details[open]") ?? null)) event.preventDefault();
});
for (const place of document.querySelectorAll<HTMLElement>("[data-copy-link]")) {
  place.append(copyLinkButton(place.dataset, (text) => navigator.clipboard.writeText(text)));
}
for (const field of document.querySelectorAll<HTMLTextAreaElement>("textarea[data-submit-keys]")) {
  field.addEventListener("keydown", (event) => {
    if (submitWithKeys(event)) field.form?.requestSubmit();
  });
}
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-search-box]")) searchBox(form);
document.addEventListener("keydown", (event) => {
  const field = document.querySelector<HTMLInputElement>("form[data-search-box] input[type=search]");
  if (!field || !leadsToSearch(event, event.target as HTMLElement | null)) return;
  event.preventDefault();
  field.focus();
  field.select();
});
