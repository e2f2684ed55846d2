// The query taken elsewhere: its link, and copies for other programs.
import { formOf } from "./asking.ts";
import { type Way } from "./copy-as.ts";
import { button, el } from "./elements.ts";
import { type Words } from "./setting.ts";

const WAYS: Way[] = ["curl", "Python", "R"];
/** What writes copies: few want one, so it is fetched for those. */
const copies = () => import("./copy-as.ts");
const ACCEPT = { rows: "text/csv", truth: "application/sparql-results+json", triples: "text/turtle" };

/** What is copied, and who is told that it could not be. */
export interface Source {
  query: () => string;
  link: () => string;
  endpoint: () => string;
  failed: () => void;
}

export class Sharing {
  /** Where a browser lets no script copy, the text stands here to be copied by hand. */
  readonly byHand = el("textarea", { readonly: true, hidden: true });
  private readonly copied = el("span", { role: "status" });
  private readonly words: Words;
  private readonly source: Source;

  constructor(words: Words, source: Source) {
    [this.words, this.source] = [words, source];
  }

  /** The buttons, and the place where it is said that something was copied. */
  tools(): HTMLElement[] {
    const name = this.words.say("copy_as");
    const ways = WAYS.map((way) => button(way, () => void this.copyAs(way)));
    const menu = el("span", { class: "copy-as", role: "group", "aria-label": name }, el("span", { class: "quiet small" }, name), " ", ...ways);
    for (const sign of ["pointerenter", "focusin"]) menu.addEventListener(sign, () => void copies().catch(() => {}), { once: true });
    return [button(this.words.say("copy_link"), () => void this.copy(this.source.link())), menu, this.copied];
  }

  private async copyAs(way: Way): Promise<void> {
    const written = await copies().catch(() => null);
    if (!written) return this.source.failed();
    const query = this.source.query();
    await this.copy(written.WAYS[way]({ endpoint: this.source.endpoint(), query, accept: ACCEPT[formOf(query)] }));
  }

  private async copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.copied.textContent = this.words.say("copied");
      this.byHand.hidden = true;
    } catch {
      this.copied.textContent = this.words.say("by_hand");
      this.byHand.setAttribute("aria-label", this.words.say("by_hand"));
      this.byHand.value = text;
      this.byHand.hidden = false;
      this.byHand.select();
    }
  }
}
