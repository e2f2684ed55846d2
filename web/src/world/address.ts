/** The address with a country in focus, or with none; a list begins anew. */
export function chosen(address: string, actor: string): string {
  const url = new URL(address);
  for (const name of ["page", "steps", "tie", "focus"]) url.searchParams.delete(name);
  if (actor) url.searchParams.set("focus", actor);
  return url.href.replaceAll("%2F", "/").replaceAll("%2C", ",");
}
