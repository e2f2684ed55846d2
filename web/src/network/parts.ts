// What one address of a map shows in place of another: parts of the page that are taken over from the server's.

/** A new step of the history; one for all places where a slider rests on its way. */
export function remember(address: string, by: string): void {
  if (by && history.state === by) history.replaceState(by, "", address);
  else if (address !== location.href) history.pushState(by || null, "", address);
}

export function fields(form: HTMLFormElement): [string, string][] {
  return [...new FormData(form)].map(([name, value]) => [name, String(value)]);
}

/** Replaces a part of the page with that of another. */
export function take(page: Document, found: Document, part: string): void {
  const [old, fresh] = [page, found].map((one) => one.querySelector(`[data-part=${part}]`));
  if (old && fresh) old.replaceWith(page.adoptNode(fresh));
}

/** What the form counts: the bars of the years, and the kinds of ties, with the focus where it was. */
export function counts(page: Document, found: Document): void {
  take(page, found, "bars");
  const [old, fresh] = [page, found].map((one) => one.querySelector("fieldset.checks"));
  if (!old || !fresh) return;
  const at = page.activeElement instanceof HTMLInputElement && old.contains(page.activeElement) ? page.activeElement.value : "";
  old.replaceWith(page.adoptNode(fresh));
  if (at) [...fresh.querySelectorAll("input")].find((input) => input.value === at)?.focus();
}
