// The address of a query: in the query string where it is short, so that the server answers it too, else in the fragment.

/** Longer addresses are cut by some mail programs and refused by some servers. */
export const SHORT = 1800;

/** The address of the query page with this query. `base` is the page's own address; what else it says stays. */
export function permalink(base: string, query: string): string {
  const url = new URL(base);
  url.hash = "";
  url.searchParams.delete("query");
  url.searchParams.delete("example");
  const short = new URL(url);
  short.searchParams.set("query", query);
  if (short.href.length <= SHORT) return short.href;
  return `${url.href}#query=${encodeURIComponent(query)}`;
}

/** The query that an address names; null where it names none. A fragment that cannot be read is taken as it is. */
export function linked(address: string): string | null {
  const url = new URL(address);
  if (url.hash.startsWith("#query=")) return decoded(url.hash.slice("#query=".length));
  return url.searchParams.get("query") || null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
