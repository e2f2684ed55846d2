// Names of things in answers, asked for a page of them at a time, and kept.

export interface Label {
  text: string;
  language: string;
}

const MOST_AT_ONCE = 250;
const SAFE = /^[a-z][a-z0-9+.\-]*:[^<>"{}|^`\\\u0000-\u0020]*$/i;

interface Bindings {
  results: { bindings: { this: { value: string }; label: { value: string; "xml:lang"?: string } }[] };
}

export class Labels {
  private readonly known = new Map<string, Label | null>();
  private readonly query: string;
  private readonly sparql: string;
  private readonly language: string;

  constructor(query: string, sparql: string, language: string) {
    [this.query, this.sparql, this.language] = [query, sparql, language];
  }

  of(iri: string): Label | null {
    return this.known.get(iri) ?? null;
  }

  /** The name of a thing, or the readable end of its IRI. */
  text(iri: string): string {
    return this.of(iri)?.text ?? short(iri);
  }

  /** Ask for what is not known yet, and tell whether there was any; where asking fails, IRIs are shown as they are. */
  async ask(iris: Iterable<string>): Promise<boolean> {
    const wanted = [...new Set(iris)].filter((iri) => !this.known.has(iri) && SAFE.test(iri));
    for (let at = 0; at < wanted.length; at += MOST_AT_ONCE) await this.some(wanted.slice(at, at + MOST_AT_ONCE));
    return wanted.length > 0;
  }

  private async some(iris: string[]): Promise<void> {
    for (const iri of iris) this.known.set(iri, null);
    const values = iris.map((iri) => `<${iri}>`).join(" ");
    const query = this.query.replace(/VALUES \?this \{[^}]*\}/, () => `VALUES ?this { ${values} }`);
    try {
      const answer = await fetch(this.sparql, {
        method: "POST",
        headers: { accept: "application/sparql-results+json", "content-type": "application/sparql-query" },
        body: query,
      });
      if (answer.ok) this.take((await answer.json()) as Bindings);
      else this.forget(iris);
    } catch {
      this.forget(iris);
    }
  }

  private take(told: Bindings): void {
    for (const { this: thing, label } of told.results.bindings) {
      const found = { text: label.value, language: label["xml:lang"] ?? "" };
      const before = this.known.get(thing.value);
      if (!before || this.rank(found) < this.rank(before)) this.known.set(thing.value, found);
    }
  }

  private rank({ language }: Label): number {
    return [this.language, "en", ""].indexOf(language) + 1 || 4;
  }

  private forget(iris: string[]): void {
    for (const iri of iris) if (!this.known.get(iri)) this.known.delete(iri);
  }
}

export function short(iri: string): string {
  const end = /[^#/]+[#/]?$/.exec(iri)?.[0] ?? iri;
  try {
    return decodeURIComponent(end);
  } catch {
    return end;
  }
}
