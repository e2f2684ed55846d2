// The simple builder without reloads. The server alone knows what a form offers and which query it makes: each change
// fetches the form anew and puts it in the place of the old one. Only what a reader is about to write stays.

export const COUNT_MS = 2500;
export const WAIT_MS = 150;

/** What a suggestion is chosen from: its value names the thing for the server, its label is what was typed for it. */
export interface Choice {
  value: string;
  label: string;
}

interface Item {
  iri: string;
  label: string;
  other: [string, boolean][];
}

/** The end of an IRI that names a thing to the form: `…/id/country/KAZ` -> `country/KAZ`. */
export function key(iri: string): string {
  return iri.replace(/^https:\/\/w3id\.org\/edugraph\/id\//, "");
}

/** The choices for what was typed. The list of a browser shows only what holds the text, so the label repeats it. */
export function choices(groups: { items: Item[] }[], typed: string): Choice[] {
  return groups
    .flatMap((group) => group.items)
    .map((item) => {
      const value = `${item.label} [${key(item.iri)}]`;
      const other = item.other.map(([text]) => text).join("");
      const isSeen = value.toLowerCase().includes(typed.trim().toLowerCase());
      return { value, label: isSeen ? other : `${typed.trim()}${other ? ` – ${other}` : ""}` };
    });
}

/** The fields of a form as a query string. */
export function fields(entries: Iterable<[string, FormDataEntryValue]>): string {
  return new URLSearchParams([...entries].map(([name, value]) => [name, String(value)])).toString();
}

/** Whether a text holds all the words, whatever their case and diacritics. */
export function holds(text: string, words: string): boolean {
  const folded = fold(text);
  return fold(words).split(/\s+/).every((word) => folded.includes(word));
}

function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The number in an answer with one row and the variable `count`; null where there is none. */
export function counted(answer: { results?: { bindings?: Record<string, { value: string }>[] } }): number | null {
  const value = answer.results?.bindings?.[0]?.count?.value;
  return value === undefined ? null : Number(value);
}

/** Tell the editor of a query; where there is none, the plain field takes it. */
export function opened(query: string, run: boolean): void {
  const field = document.querySelector<HTMLTextAreaElement>("textarea#query");
  if (field) field.value = query;
  document.dispatchEvent(new CustomEvent("edugraph:query", { detail: { query, run } }));
  const isPlain = field !== null && field.offsetParent !== null;
  if (isPlain && run) return field.form?.requestSubmit();
  document.querySelector("#ask")?.scrollIntoView({ block: "start" });
  if (isPlain) field.focus();
}

export class Builder {
  private running: AbortController | null = null;
  private counting: AbortController | null = null;
  private suggesting: ReturnType<typeof setTimeout> | undefined;
  private asking: AbortController | null = null;

  listen(): void {
    const place = this.place;
    if (!place) return;
    place.addEventListener("change", (event) => {
      if (event.target instanceof HTMLElement && event.target.closest("form")) void this.changed(this.written);
    });
    place.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.changed(this.written);
    });
    place.addEventListener("click", (event) => this.clicked(event));
    place.addEventListener("input", (event) => this.typed(event));
  }

  private get place(): HTMLElement | null {
    return document.querySelector<HTMLElement>("#builder");
  }

  private get written(): string {
    const form = this.place?.querySelector("form");
    return form ? fields(new FormData(form)) : "";
  }

  private clicked(event: MouseEvent): void {
    const link = event.target instanceof HTMLElement ? event.target.closest("a") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const query = this.place?.querySelector("[data-built]")?.textContent ?? "";
    if (link.matches("[data-change]")) void this.changed(new URL(link.href).search.slice(1));
    else if (link.matches("[data-run]")) opened(query, true);
    else if (link.matches("[data-open]")) opened(query, false);
    else return;
    event.preventDefault();
  }

  /** The form for these fields in the place of the one that is there; the last change wins. */
  private async changed(search: string): Promise<void> {
    this.running?.abort();
    this.counting?.abort();
    const own = (this.running = new AbortController());
    try {
      const answer = await fetch(`${this.place?.dataset.alone}?${search}`, { signal: own.signal });
      const text = await answer.text();
      const next = new DOMParser().parseFromString(text, "text/html").querySelector<HTMLElement>("#builder");
      if (own.signal.aborted || !next) return;
      this.replaced(next, search);
      history.replaceState(history.state, "", `?${search}#builder`);
      void this.count();
    } catch {
      // what was written stays in the form, and its button sends it
      if (!own.signal.aborted) this.say("");
    }
  }

  /** Puts the new form in around the field that has the focus, which stays what it is while keys are pressed in it. */
  private replaced(next: HTMLElement, written: string): void {
    const place = this.place;
    if (!place) return;
    const active = document.activeElement;
    const isInside = active instanceof HTMLElement && place.contains(active);
    for (const [name, value] of Object.entries(next.dataset)) place.dataset[name] = value;
    const isWhole = written === this.written;
    const same = isInside && active.id ? next.querySelector<HTMLElement>(`#${CSS.escape(active.id)}`) : null;
    if (same && isInside) {
      around(place, next, active, same);
      if (isWhole && active instanceof HTMLInputElement && same instanceof HTMLInputElement) active.value = same.value;
    } else {
      place.replaceChildren(...next.childNodes);
      if (isInside) place.querySelector<HTMLElement>("#want")?.focus();
    }
  }

  /** How many there are, asked with patience that ends soon. */
  private async count(): Promise<void> {
    const query = this.place?.dataset.count;
    if (!query) return;
    const own = (this.counting = new AbortController());
    const timer = setTimeout(() => own.abort("slow"), COUNT_MS);
    try {
      const body = new URLSearchParams({ query });
      const headers = { accept: "application/sparql-results+json" };
      const answer = await fetch(this.place?.dataset.endpoint ?? "", { method: "POST", body, headers, signal: own.signal });
      const number = answer.ok ? counted(await answer.json()) : null;
      if (this.counting === own) this.say(number === null ? this.unknown : this.some(number));
    } catch {
      if (this.counting === own) this.say(this.unknown);
    } finally {
      clearTimeout(timer);
    }
  }

  private get unknown(): string {
    return this.place?.dataset.unknown ?? "";
  }

  private some(number: number): string {
    return (this.place?.dataset.some ?? "#").replace("#", number.toLocaleString(document.documentElement.lang));
  }

  private say(words: string): void {
    const place = this.place?.querySelector(".found");
    if (place) place.textContent = words;
  }

  private typed(event: Event): void {
    const field = event.target;
    clearTimeout(this.suggesting);
    if (!(field instanceof HTMLInputElement) || !("things" in field.dataset)) return;
    if (field.value.trim().length < 2 || field.value.endsWith("]")) return;
    this.suggesting = setTimeout(() => void this.suggest(field), WAIT_MS);
  }

  private async suggest(field: HTMLInputElement): Promise<void> {
    this.asking?.abort();
    const own = (this.asking = new AbortController());
    const base = this.place?.dataset.suggest ?? "";
    const text = encodeURIComponent(field.value.trim());
    try {
      const answer = await fetch(`${base}${base.includes("?") ? "&" : "?"}q=${text}`, { signal: own.signal });
      const found = choices((await answer.json()).groups, field.value);
      field.list?.replaceChildren(...found.map((choice) => option(choice)));
    } catch {
      // a name may be written without suggestions
    }
  }
}

/** Replaces all of `old` by what is in `next`, but for the way down to `kept`, whose counterpart there is `same`. */
function around(old: Element, next: Element, kept: Element, same: Element): void {
  const way = [...old.children].find((child) => child.contains(kept));
  const there = [...next.children].find((child) => child.contains(same));
  if (!way || !there) return;
  const all = [...next.childNodes];
  const at = all.indexOf(there);
  for (const child of [...old.childNodes]) if (child !== way) child.remove();
  if (way !== kept) around(way, there, kept, same);
  way.before(...all.slice(0, at));
  way.after(...all.slice(at + 1));
}

function option(choice: Choice): HTMLOptionElement {
  const made = document.createElement("option");
  made.value = choice.value;
  if (choice.label) made.label = choice.label;
  return made;
}

/** Questions while a reader types: those that hold all the words, their topics open. */
export function findQuestions(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLInputElement>("input[type=search]");
  const section = form.closest("section");
  if (!field || !section) return;
  const topics = [...section.querySelectorAll("details")];
  const status = section.querySelector("[data-found]");
  form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", () => {
    const isAsked = field.value.trim() !== "";
    let shown = 0;
    for (const topic of topics) {
      const own = [...topic.querySelectorAll<HTMLElement>("li")];
      for (const question of own) question.hidden = isAsked && !holds(question.textContent ?? "", field.value);
      const left = own.filter((question) => !question.hidden).length;
      topic.hidden = left === 0;
      topic.open = isAsked && left > 0;
      shown += left;
    }
    if (status) status.textContent = isAsked ? (form.dataset.some ?? "").replace("#", String(shown)) : "";
  });
}

/** A named question opens in the editor: its text is that of the page that its link leads to. */
export async function openQuestion(link: HTMLAnchorElement): Promise<void> {
  const answer = await fetch(link.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const query = page.querySelector<HTMLTextAreaElement>("textarea#query")?.textContent;
  if (query) opened(query, false);
  else location.assign(link.href);
}
