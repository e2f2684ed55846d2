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
/** Characters of all queries together, in history and in open tabs; a browser's store takes about five million. */
export const ROOM = 1_000_000;
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

  /** Remember a query that was asked: newest first, each once; the oldest make room. */
  remember(entry: Entry): Entry[] {
    const rest = this.history().filter(({ query }) => query !== entry.query);
    let all = [entry, ...rest].slice(0, MOST_ENTRIES);
    all = all.filter(within(all.map(({ query }) => query)));
    while (all.length && !this.write(HISTORY, all)) all = all.slice(0, Math.floor(all.length / 2));
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

  /** Keep the open tabs, the one at hand before the others; whether there was room for all. */
  keep(tabs: Tabs): boolean {
    const all = tabs.queries.slice(0, MOST_TABS);
    const isWithin = within([all[tabs.at] ?? "", ...all.map((query, n) => (n === tabs.at ? "" : query))]);
    const queries = all.map((query, n) => (isWithin(query, n === tabs.at ? 0 : n + 1) ? query : ""));
    return this.write(TABS, { queries, at: tabs.at }) && queries.every((query, n) => query === all[n]);
  }

  private read(key: string): unknown {
    try {
      return JSON.parse(this.store?.getItem(key) ?? "null");
    } catch {
      return null;
    }
  }

  private write(key: string, value: unknown): boolean {
    try {
      this.store?.setItem(key, JSON.stringify(value));
      return this.store !== null;
    } catch {
      return false; // full, or not allowed
    }
  }
}

/** Which of these queries, in this order, there is room for. */
function within(queries: string[]): (one: unknown, at: number) => boolean {
  let room = ROOM;
  const fits = queries.map(({ length }) => {
    if (length > room) return false;
    room -= length;
    return true;
  });
  return (_, at) => fits[at] ?? false;
}

function isEntry(found: unknown): found is Entry {
  const one = found as Partial<Entry> | null;
  const isCount = one?.rows === null || Number.isInteger(one?.rows);
  return isCount && typeof one?.query === "string" && typeof one.at === "string" && !Number.isNaN(Date.parse(one.at));
}
