// What the data hold, as `/query/terms.json` tells it: classes, properties, codes, with names in three languages.
import { nearest } from "./nearest.ts";
import { type Prefixes } from "./prefixes.ts";

export interface Told {
  iri: string;
  name: string;
  label?: string;
  labels?: Record<string, string>;
  definition?: string;
  count?: number;
  properties?: string[];
  ranges?: string[];
  /** Of a property: the code lists that its values come from. Of a class: those of a property of its things. */
  schemes?: string[] | Record<string, string[]>;
  scheme?: string;
}

export interface Metadata {
  prefixes: Prefixes;
  classes: Told[];
  properties: Told[];
  codes: Told[];
}

export type Sort = "class" | "property" | "code";

export interface Term extends Told {
  sort: Sort;
  /** Its names, folded: the local name first, then the labels. */
  keys: string[];
}

export const NOTHING: Metadata = { prefixes: {}, classes: [], properties: [], codes: [] };

/** The terms of a release, found by any of their names. */
export class Terms {
  readonly prefixes: Prefixes;
  readonly all: Term[];
  private readonly byIri = new Map<string, Term>();
  private readonly namespaces: string[];

  constructor(told: Metadata) {
    this.prefixes = told.prefixes;
    const sorted = (list: Told[], sort: Sort) => list.map((one) => ({ ...one, sort, keys: keys(one) }));
    this.all = [...sorted(told.classes, "class"), ...sorted(told.properties, "property"), ...sorted(told.codes, "code")];
    for (const term of this.all) this.byIri.set(term.iri, term);
    this.namespaces = [...new Set(this.all.filter(({ sort }) => sort !== "code").map(({ iri }) => iri.replace(/[^#/]*$/, "")))];
  }

  of(iri: string): Term | undefined {
    return this.byIri.get(iri);
  }

  /** The terms of some sorts that a text means, the likeliest first; those for which `isLiked` holds before all others. */
  found(text: string, sorts: Sort[], isLiked: (term: Term) => boolean, most: number): Term[] {
    const wanted = folded(text);
    const scored: [number, Term][] = [];
    for (const term of this.all) {
      if (!sorts.includes(term.sort)) continue;
      const score = fit(term, wanted);
      if (score >= 0) scored.push([score + (isLiked(term) ? 10 : 0), term]);
    }
    scored.sort((a, b) => b[0] - a[0] || (b[1].count ?? 0) - (a[1].count ?? 0) || (a[1].name < b[1].name ? -1 : 1));
    return scored.slice(0, most).map(([, term]) => term);
  }

  /** The code lists that values of a property come from: those that the classes have for it, else any. */
  schemes(property: string, classes: string[]): string[] {
    const told = this.of(property);
    const own = classes.flatMap((one) => {
      const of = this.of(one)?.schemes;
      return of && !Array.isArray(of) ? (of[told?.name ?? ""] ?? []) : [];
    });
    return own.length ? own : Array.isArray(told?.schemes) ? told.schemes : [];
  }

  /** The known term that is nearest to one that the data do not use; null where the namespace is not wholly known. */
  near(iri: string, own: string): string | null {
    if (this.byIri.has(iri) || !iri.startsWith(own) || !this.namespaces.includes(own)) return null;
    const known = this.all.filter((term) => term.iri.startsWith(own)).map((term) => term.iri.slice(own.length));
    const name = nearest(iri.slice(own.length), known);
    return name ? own + name : "";
  }
}

/** A text without case and without marks on its letters: `Sanāksme` and `sanaksme` are the same. */
export function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function keys(one: Told): string[] {
  const local = one.name.slice(one.name.indexOf(":") + 1);
  const words = local.replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2");
  return [...new Set([local, one.name, words, ...Object.values(one.labels ?? {}), one.label ?? ""].filter(Boolean).map(folded))];
}

/** How well a term fits what was written: 4 its very name, 3 a beginning, 2 a beginning of a word, 1 within; -1 not. */
function fit(term: Term, wanted: string): number {
  if (!wanted) return 0;
  let best = -1;
  for (const key of term.keys) {
    const at = key.indexOf(wanted);
    if (at < 0) continue;
    if (key === wanted) return 4;
    if (at === 0) best = Math.max(best, 3);
    else best = Math.max(best, /[\s\-–(/]/.test(key[at - 1] ?? "") ? 2 : 1);
  }
  return best;
}
