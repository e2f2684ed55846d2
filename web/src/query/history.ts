// What was asked, and the open tabs, kept in this browser only: bounded, and gone when the reader says so.

export interface Entry {
  query: string;
  at: string; // ISO 8601
  rows: number | null;
}

export interface Store {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export const MOST_ENTRIES = 50;
export const LONGEST_KEPT = 20_000;
export const MOST_TABS = 12;
const HISTORY = "edugraph.query.history";
const TABS = "edugraph.query.tabs";

export interface Tabs {
  queries: string[];
  at: number;
}

/** Where the browser lets nothing be kept (private windows, full storage), everything works and is forgotten. */
export class Memory {
  private readonly store: Store | null;

  constructor(store: Store | null) {
    this.store = store;
  }

  history(): Entry[] {
    const found = this.read(HISTORY);
    return Array.isArray(found) ? found.filter(isEntry).slice(0, MOST_ENTRIES) : [];
  }

  /** Remember a query that was asked: newest first, each once. One that is too long is not kept. */
  remember(entry: Entry): Entry[] {
    if (entry.query.length > LONGEST_KEPT) return this.history();
    const rest = this.history().filter(({ query }) => query !== entry.query);
    const all = [entry, ...rest].slice(0, MOST_ENTRIES);
    this.write(HISTORY, all);
    return all;
  }

  forget(): void {
    try {
      this.store?.removeItem(HISTORY);
    } catch {
      // nothing was kept
    }
  }

  tabs(): Tabs | null {
    const found = this.read(TABS) as Partial<Tabs> | null;
    const queries = Array.isArray(found?.queries) ? found.queries.filter((one) => typeof one === "string").slice(0, MOST_TABS) : [];
    const at = Number.isInteger(found?.at) ? Number(found?.at) : 0;
    return queries.length ? { queries, at: Math.min(Math.max(at, 0), queries.length - 1) } : null;
  }

  keep(tabs: Tabs): void {
    const queries = tabs.queries.slice(0, MOST_TABS).map((query) => (query.length > LONGEST_KEPT ? "" : query));
    this.write(TABS, { queries, at: tabs.at });
  }

  private read(key: string): unknown {
    try {
      return JSON.parse(this.store?.getItem(key) ?? "null");
    } catch {
      return null;
    }
  }

  private write(key: string, value: unknown): void {
    try {
      this.store?.setItem(key, JSON.stringify(value));
    } catch {
      // full, or not allowed
    }
  }
}

function isEntry(found: unknown): found is Entry {
  const one = found as Partial<Entry> | null;
  return typeof one?.query === "string" && typeof one.at === "string";
}
