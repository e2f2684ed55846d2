// The map of the world through time: sliders for the years, and countries that stay where they are. What is shown is the
// server's page for the new address, of which the changed parts are taken over; so an address gives the same without a
// script.
import { asked, span } from "../network/address.ts";
import { counts, fields, take } from "../network/parts.ts";
import { yearSliders } from "../network/years.ts";

const PAUSE_MS = 180; // a slider that is being moved asks for no more than the place where it rests
const WAIT_MS = 300; // only then is it said that something is being loaded

/** Sliders in the form of the page; `shown` is told the page of every new address. */
export function throughTime(form: HTMLFormElement, shown: (found: Document) => void): void {
  const place = form.querySelector<HTMLElement>("[data-years]");
  const [from, to] = ["from", "to"].map((name) => form.elements.namedItem(name) as HTMLInputElement | null);
  if (!place || !from || !to) return;
  let pause = 0;
  let asking = new AbortController();
  const load = async () => {
    const address = asked(location.href, fields(form));
    asking.abort();
    const mine = (asking = new AbortController());
    const view = document.querySelector("[data-part=view]");
    const waiting = setTimeout(() => view?.classList.add("is-waiting"), WAIT_MS);
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" }, signal: mine.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const found = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine.signal.aborted) return;
      history.replaceState(null, "", address);
      carry(document, found, address);
      shown(found);
    } catch {
      if (!mine.signal.aborted) location.assign(address);
    } finally {
      clearTimeout(waiting);
      if (asking === mine) view?.classList.remove("is-waiting");
    }
  };
  yearSliders(place, from, to, (first, last, whole) => {
    const values = span(first, last, whole);
    from.value = values.from ?? "";
    to.value = values.to ?? "";
    clearTimeout(pause);
    pause = setTimeout(() => void load(), PAUSE_MS);
  });
}

/** Brings what carries the address of the page to another one: words, counts, languages, downloads, citation. */
function carry(page: Document, found: Document, address: string): void {
  take(page, found, "words");
  take(page, found, "day");
  counts(page, found);
  for (const selector of [".languages a", "[data-part=tools] .downloads a"]) {
    const fresh = found.querySelectorAll<HTMLAnchorElement>(selector);
    page.querySelectorAll<HTMLAnchorElement>(selector).forEach((link, n) => {
      link.href = fresh[n]?.getAttribute("href") ?? link.href;
    });
  }
  const told = found.querySelectorAll(".cite p, .cite pre");
  page.querySelectorAll(".cite p, .cite pre").forEach((text, n) => (text.textContent = told[n]?.textContent ?? ""));
  for (const copy of page.querySelectorAll<HTMLElement>("[data-copy-link]")) copy.dataset.copyLink = address;
}
