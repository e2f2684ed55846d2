/** A tie as the picture tells it: two countries, its weight as it is written, and the address of its facts. */
export interface Tie {
  a: string;
  b: string;
  weight: string;
  href: string;
}

export interface Partner {
  name: string;
  weight: string;
  href: string;
}

/** The partners of a country, the strongest ties first, then by name in the order of the language. */
export function partners(ties: readonly Tie[], names: ReadonlyMap<string, string>, actor: string, language: string): Partner[] {
  const { compare } = new Intl.Collator(language);
  return ties
    .filter(({ a, b }) => a === actor || b === actor)
    .map(({ a, b, weight, href }) => ({ name: names.get(a === actor ? b : a) ?? (a === actor ? b : a), weight, href }))
    .sort((one, other) => Number(other.weight) - Number(one.weight) || compare(one.name, other.name));
}

/** The address with another country chosen, or with none; a list begins anew. */
export function chosen(address: string, actor: string | null): string {
  const url = new URL(address);
  url.searchParams.delete("page");
  if (actor) url.searchParams.set("actor", actor);
  else url.searchParams.delete("actor");
  return url.href.replaceAll("%2F", "/");
}
