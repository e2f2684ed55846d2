// The search form as a combobox (WAI-ARIA Authoring Practices 1.2, "Editable Combobox With List Autocomplete").
// Without it the form works as it is. Nothing that comes from the server is ever read as HTML.

export interface Item {
  href: string;
  language: string;
  parts: [string, boolean][];
  other: [string, boolean][];
  otherLanguage: string;
  countries: string[];
}

export interface Group {
  kind: string;
  label: string;
  language: string;
  items: Item[];
}

export interface Answer {
  query: string;
  groups: Group[];
}

export const LEAST_LETTERS = 2;
export const WAIT_MS = 120;

/** Whether a text is long enough to suggest for. */
export function isEnough(text: string): boolean {
  return [...text.trim()].length >= LEAST_LETTERS;
}

/** The option that a key leads to, of `count`; -1 is the field itself. Null for a key that does not move. */
export function moved(key: string, at: number, count: number): number | null {
  if (count === 0) return null;
  if (key === "ArrowDown") return at + 1 < count ? at + 1 : -1;
  if (key === "ArrowUp") return at < 0 ? count - 1 : at - 1;
  return null;
}

/** Whether a key pressed anywhere in the page means "to the search field": `/`, while nothing is being written. */
export function leadsToSearch(
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "defaultPrevented">,
  target: { tagName?: string; isContentEditable?: boolean } | null,
): boolean {
  const isWriting = target?.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target?.tagName ?? "");
  return event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.defaultPrevented && !isWriting;
}

/** The address to ask for suggestions at. */
export function address(base: string, text: string): string {
  return `${base}${base.includes("?") ? "&" : "?"}q=${encodeURIComponent(text.trim())}`;
}

/** The words for a screen reader: how many suggestions there are. */
export function heard(count: number, words: { none?: string; some?: string }): string {
  return count === 0 ? (words.none ?? "") : (words.some ?? "").replace("#", String(count));
}

/** Asks for the last text only: a request that is no longer wanted is given up, and a late answer is dropped. */
export class Latest<T> {
  private running: AbortController | null = null;
  private readonly ask: (text: string, signal: AbortSignal) => Promise<T>;

  constructor(ask: (text: string, signal: AbortSignal) => Promise<T>) {
    this.ask = ask;
  }

  /** The answer, or null when another text came meanwhile. Rejects where asking fails. */
  async answer(text: string): Promise<T | null> {
    this.stop();
    const own = new AbortController();
    this.running = own;
    try {
      const found = await this.ask(text, own.signal);
      return own.signal.aborted ? null : found;
    } catch (fault) {
      if (own.signal.aborted) return null;
      throw fault;
    }
  }

  stop(): void {
    this.running?.abort();
    this.running = null;
  }
}

async function asked(base: string, text: string, signal: AbortSignal): Promise<Answer> {
  const answer = await fetch(address(base, text), { signal, headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as Answer;
}

/** Make a combobox of a search form. */
export function searchBox(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLInputElement>("input[type=search]");
  if (field) new SearchBox(form, field).listen();
}

class SearchBox {
  private readonly form: HTMLFormElement;
  private readonly field: HTMLInputElement;
  private readonly list = document.createElement("div");
  private readonly status = document.createElement("span");
  private readonly latest: Latest<Answer>;
  private options: HTMLElement[] = [];
  private at = -1;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(form: HTMLFormElement, field: HTMLInputElement) {
    this.form = form;
    this.field = field;
    this.latest = new Latest((text, signal) => asked(form.dataset.suggest ?? "", text, signal));
    this.list.id = `${field.id}-suggestions`;
    this.list.className = "suggestions";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", form.dataset.list ?? "");
    this.status.className = "heard";
    this.status.setAttribute("aria-live", "polite");
    form.append(this.list, this.status);
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-expanded", "false");
    field.setAttribute("aria-controls", this.list.id);
  }

  listen(): void {
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (event) => this.pressed(event));
    this.field.addEventListener("blur", () => this.close());
    this.form.addEventListener("submit", () => this.close());
    // a click must not take the focus from the field before it is a click
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  private typed(): void {
    clearTimeout(this.timer);
    this.latest.stop();
    const text = this.field.value;
    if (!isEnough(text)) return this.close();
    this.timer = setTimeout(() => void this.suggest(text), WAIT_MS);
  }

  private async suggest(text: string): Promise<void> {
    try {
      const answer = await this.latest.answer(text);
      if (answer && document.activeElement === this.field) this.show(answer.groups);
    } catch {
      this.close();
      this.status.textContent = this.form.dataset.failed ?? "";
    }
  }

  private show(groups: Group[]): void {
    this.options = [];
    this.list.replaceChildren(...groups.map((group, number) => this.group(group, number)));
    this.choose(-1);
    this.status.textContent = heard(this.options.length, this.form.dataset);
    this.open(this.options.length > 0);
  }

  private group(group: Group, number: number): HTMLElement {
    const box = document.createElement("div");
    const title = document.createElement("div");
    title.id = `${this.list.id}-kind-${number}`;
    title.setAttribute("role", "presentation");
    title.textContent = group.label;
    if (group.language) title.lang = group.language;
    box.setAttribute("role", "group");
    box.setAttribute("aria-labelledby", title.id);
    box.append(title, ...group.items.map((item) => this.option(item)));
    return box;
  }

  private option(item: Item): HTMLElement {
    const option = document.createElement("div");
    const number = this.options.push(option) - 1;
    option.id = `${this.list.id}-${number}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.href = item.href;
    option.append(marked(item.parts, item.language));
    if (item.other.length) option.append(" ", quiet(marked(item.other, item.otherLanguage)));
    if (item.countries.length) option.append(" ", quiet(item.countries.join(", ")));
    option.addEventListener("mousemove", () => this.choose(number));
    option.addEventListener("click", () => location.assign(item.href));
    return option;
  }

  private pressed(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const next = this.isOpen ? moved(event.key, this.at, this.options.length) : null;
    if (next !== null) {
      event.preventDefault();
      this.choose(next);
    } else if (event.key === "ArrowDown" && isEnough(this.field.value)) {
      event.preventDefault();
      void this.suggest(this.field.value);
    } else if (event.key === "Escape" && this.isOpen) {
      event.preventDefault(); // else the browser empties the field
      event.stopPropagation();
      this.close();
    } else if (event.key === "Enter" && this.isOpen && this.options[this.at]) {
      event.preventDefault();
      location.assign(this.options[this.at]?.dataset.href ?? "");
    }
  }

  private choose(at: number): void {
    this.options[this.at]?.setAttribute("aria-selected", "false");
    this.at = at;
    const option = this.options[at];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.field.setAttribute("aria-activedescendant", option.id);
    } else {
      this.field.removeAttribute("aria-activedescendant");
    }
  }

  private get isOpen(): boolean {
    return !this.list.hidden;
  }

  private open(is: boolean): void {
    this.list.hidden = !is;
    this.field.setAttribute("aria-expanded", String(is));
  }

  private close(): void {
    clearTimeout(this.timer);
    this.latest.stop();
    this.choose(-1);
    this.open(false);
    this.status.textContent = "";
  }
}

function marked(parts: [string, boolean][], language: string): HTMLElement {
  const name = document.createElement("bdi");
  if (language) name.lang = language;
  for (const [text, isMarked] of parts) {
    const mark = document.createElement("mark");
    mark.textContent = text;
    name.append(isMarked ? mark : text);
  }
  return name;
}

function quiet(content: HTMLElement | string): HTMLElement {
  const span = document.createElement("span");
  span.className = "quiet";
  span.append(content);
  return span;
}
