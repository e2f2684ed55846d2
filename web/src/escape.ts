/** The part of a disclosure that closing needs. */
export interface Disclosure {
  open: boolean;
  querySelector(selector: "summary"): { focus(): void } | null;
}

/** Closes a disclosure and gives the focus back to what opened it; says whether there was one to close. */
export function closed(disclosure: Disclosure | null): boolean {
  if (!disclosure?.open) return false;
  disclosure.open = false;
  disclosure.querySelector("summary")?.focus();
  return true;
}
