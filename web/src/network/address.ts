// The address is the state: what is chosen and filtered stands in it, and the server gives the same page for it. Pure.

export type Values = Record<string, string>;

/** A query in which the slash and the comma of actors stay readable. */
export function spelt(params: URLSearchParams): string {
  const text = params.toString().replaceAll("%2F", "/").replaceAll("%2C", ",");
  return text && `?${text}`;
}

/** An address with other values; an empty one is left out, and a list begins anew. */
export function changed(href: string, values: Values): string {
  const url = new URL(href);
  url.searchParams.delete("page");
  for (const [name, value] of Object.entries(values)) {
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  return url.origin + url.pathname + spelt(url.searchParams);
}

/** The address that a form asks for: its fields, and of the present address what chooses an actor or a tie. */
export function asked(href: string, fields: Iterable<[string, string]>): string {
  const url = new URL(href);
  const params = new URLSearchParams();
  for (const [name, value] of fields) if (value) params.append(name, value);
  for (const name of ["steps", "tie"]) {
    const value = url.searchParams.get(name);
    if (value) params.set(name, value);
  }
  return url.origin + url.pathname + spelt(params);
}

/** A link of the page brought to the present state: it keeps its own values of `own`, and goes without `dropped`. */
export function carried(link: string, state: string, own: readonly string[], dropped: readonly string[]): string {
  const target = new URL(link);
  const params = new URLSearchParams(new URL(state).search);
  for (const name of own) {
    const value = target.searchParams.get(name);
    if (value) params.set(name, value);
    else params.delete(name);
  }
  for (const name of dropped) params.delete(name);
  return target.origin + target.pathname + spelt(params);
}

/** What an address chooses. */
export function chosen(href: string): { focus: string; steps: number; tie: [string, string] | null } {
  const params = new URL(href).searchParams;
  const [a = "", b = ""] = (params.get("tie") ?? "").split(",");
  return { focus: params.get("focus") ?? "", steps: Number(params.get("steps") ?? "1"), tie: a && b ? [a, b] : null };
}

/** The years of two sliders as values of the address: the whole span asks for nothing, and the first is never after the last. */
export function span(first: number, last: number, whole: readonly [number, number]): Values {
  const [from, to] = [Math.min(first, last), Math.max(first, last)];
  return { from: from > whole[0] ? String(from) : "", to: to < whole[1] ? String(to) : "" };
}
