// What the page tells the island: words in the page's language, addresses, limits. No word of the page stands in a script.
import { type Prefixes } from "./prefixes.ts";

export interface Setting {
  language: string;
  words: Record<string, string>;
  advice: Record<string, string>;
  /** The namespace that IRIs of ours begin with, and the one of our ontology. */
  base: string;
  ontology: string;
  prefixes: Prefixes;
  root: string;
  kept: string;
  endpoint: string;
  sparql: string;
  terms: string;
  explain: string;
  suggest: string;
  health: string;
  network: string;
  map: string;
  labels: string;
  timeout_s: number;
  max_rows: number;
  release: { id: string; version: string; date: string };
  formats: Record<"rows" | "triples", [string, string, string, string][]>;
}

export class Words {
  readonly setting: Setting;
  private readonly numbers: Intl.NumberFormat;

  constructor(setting: Setting) {
    this.setting = setting;
    this.numbers = new Intl.NumberFormat(setting.language);
  }

  /** The words under a key, with `{name}` replaced. */
  say(key: string, values: Record<string, string | number> = {}): string {
    const words = this.setting.words[key] ?? key;
    return words.replace(/\{(\w+)\}/g, (all, name: string) => {
      const value = values[name];
      return value === undefined ? all : typeof value === "number" ? this.number(value) : value;
    });
  }

  number(value: number): string {
    return this.numbers.format(value);
  }
}

/** The page about a thing: ours where it is ours, else its own address where a browser can go there. */
export function pageOf(iri: string, setting: Setting): string {
  if (!iri.startsWith(setting.base)) return /^https?:\/\//i.test(iri) ? iri : "";
  const [path = "", fragment] = iri.slice(setting.base.length).split("#", 2);
  return `${setting.root}/${path.replace(/^id\//, "doc/")}${setting.kept}${fragment === undefined ? "" : `#${fragment}`}`;
}
