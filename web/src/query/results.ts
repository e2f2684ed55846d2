// An answer in its views: table, network, timeline, raw; what of it is shown, and all of it to take away.
import { type Shown } from "./answers.ts";
import { AskingError, sent } from "./asking.ts";
import { saved } from "./cells.ts";
import { columns, mapped, pairOf, type Holds } from "./columns.ts";
import { button, el } from "./elements.ts";
import { type Labels } from "./labels.ts";
import { receipt } from "./receipt.ts";
import { type Words } from "./setting.ts";
import { pause } from "./sorting.ts";
import { Table } from "./table.ts";

const RAW_SHOWN = 100_000;
const MOST_ON_MAP = 50;

type View = "table" | "network" | "map" | "timeline" | "raw";

/** The address with the data set that the page's form names. */
export type Address = () => string;

export class Results {
  readonly element = el("div", { class: "answer" });
  private readonly answer: Shown;
  private readonly words: Words;
  private readonly labels: Labels;
  private readonly address: Address;
  private readonly holds: Holds[];
  private readonly place = el("div", { class: "answer-view" });
  private readonly status = el("span", { role: "status", class: "quiet" });
  private readonly buttons = new Map<View, HTMLButtonElement>();
  private table: Table | null = null;
  private turn = 0;

  constructor(answer: Shown, words: Words, labels: Labels, address: Address) {
    [this.answer, this.words, this.labels, this.address] = [answer, words, labels, address];
    this.holds = columns(answer.rows, words.setting.base);
    this.element.append(el("h2", {}, words.say("answer")), ...this.notes(), this.choice(), this.place, this.downloads());
    void this.show(this.first());
  }

  private first(): View {
    return this.answer.form === "truth" ? "raw" : "table";
  }

  private notes(): HTMLElement[] {
    const { answer, words } = this;
    const notes = [];
    if (answer.form === "truth") notes.push(el("p", { class: "lead" }, words.say(answer.truth ? "yes" : "no")));
    if (answer.isCut) notes.push(el("p", { class: "notice" }, words.say("cut", { count: answer.rows.length })));
    if (answer.form !== "truth" && answer.rows.length === 0) notes.push(el("p", {}, words.say("no_rows")));
    return notes;
  }

  private choice(): HTMLElement {
    const views = this.views();
    for (const view of views) this.buttons.set(view, button(this.words.say(`view_${view}`), () => void this.show(view), { "aria-pressed": "false" }));
    return el("div", { class: "views", role: "group", "aria-label": this.words.say("views"), hidden: views.length < 2 }, ...this.buttons.values(), ...this.elsewhere());
  }

  private views(): View[] {
    const { answer, holds } = this;
    if (answer.form === "truth") return [];
    const views: View[] = ["table"];
    if (answer.rows.length && pairOf(holds, answer.form === "triples")) views.push("network");
    const { countries, wkt, lat } = mapped(answer.rows, holds);
    if (answer.rows.length && (countries.length || wkt !== null || lat !== null)) views.push("map");
    if (answer.rows.length && holds.includes("date")) views.push("timeline");
    return [...views, "raw"];
  }

  /** The site's own network, for the countries of an answer. */
  private elsewhere(): HTMLElement[] {
    const column = this.holds.indexOf("country");
    if (column < 0) return [];
    const own = `${this.words.setting.base}id/`;
    const found = new Set<string>();
    for (let row = 0; row < this.answer.rows.length && found.size < MOST_ON_MAP; row++) {
      const { value } = this.answer.rows.value(row, column);
      if (value.startsWith(own)) found.add(value.slice(own.length));
    }
    const actors = [...found].map((actor) => `actor=${encodeURIComponent(actor)}`).join("&");
    const { network } = this.words.setting;
    return [el("a", { href: `${network}${network.includes("?") ? "&" : "?"}${actors}` }, this.words.say("on_network"))];
  }

  private async show(view: View): Promise<void> {
    const turn = ++this.turn;
    for (const [name, one] of this.buttons) one.setAttribute("aria-pressed", String(name === view));
    const made = await this.made(view);
    if (turn === this.turn) this.place.replaceChildren(...(made ? [made] : []));
  }

  private async made(view: View): Promise<HTMLElement | null> {
    const { answer, words, labels, holds } = this;
    if (answer.form === "truth" || (answer.rows.length === 0 && view !== "raw")) return null;
    if (view === "raw") return this.raw();
    if (view === "timeline" || view === "map") {
      const part = await loaded(view === "map" ? import("./map.ts") : import("./timeline.ts"));
      return part ? part.drawn(answer.rows, holds, words, labels) : this.failed();
    }
    if (view === "network") return this.network();
    if (!this.table) {
      this.table = new Table(answer.rows, words, labels);
      await pause();
      await this.table.draw();
    }
    return this.table.element;
  }

  private async network(): Promise<HTMLElement | null> {
    const isTriples = this.answer.form === "triples";
    const pair = pairOf(this.holds, isTriples);
    if (!pair) return null;
    const network = await loaded(import("./network.ts"));
    if (!network) return this.failed();
    const weight = isTriples ? -1 : this.holds.indexOf("number");
    const found = network.graph(this.answer.rows, pair, isTriples ? 1 : null, weight < 0 ? null : weight);
    if (!found.ties.length) return el("p", {}, this.words.say("no_ties"));
    return network.drawn(found, this.answer.rows.variables[weight] ?? "", this.words, this.labels);
  }

  private failed(): HTMLElement {
    return el("p", { class: "notice" }, this.words.say("view_failed"));
  }

  private raw(): HTMLElement {
    let text = "";
    for (const line of this.answer.raw) {
      text += `${line}\n`;
      if (text.length > RAW_SHOWN) break;
    }
    const isCut = text.length > RAW_SHOWN;
    const note = isCut && el("p", { class: "quiet" }, this.words.say("raw_cut"));
    return el("div", {}, note, el("pre", { tabindex: 0, "aria-label": this.words.say("view_raw") }, text.slice(0, RAW_SHOWN)));
  }

  // --- to take away

  private downloads(): HTMLElement {
    const { words, answer } = this;
    const kind = answer.form === "triples" ? "triples" : "rows";
    const formats = words.setting.formats[kind].filter(([name]) => answer.form !== "truth" || name === "json" || name === "xml");
    const buttons = formats.map(([name, title, media, suffix]) => button(title, () => void this.take(name, media, suffix)));
    const receipt = button(words.say("receipt"), () => void this.receipt());
    return el("div", { class: "downloads" }, el("span", {}, words.say("download")), " ", ...buttons, receipt, " ", this.status);
  }

  /** All of the answer in a format: it comes whole, or not at all. */
  private async take(name: string, media: string, suffix: string): Promise<void> {
    this.status.textContent = this.words.say("downloading");
    try {
      const address = this.address();
      const all = await sent(`${address}${address.includes("?") ? "&" : "?"}format=${name}`, this.answer.query, media, new AbortController().signal);
      saved(await all.blob(), `edugraph-answer.${suffix}`, media);
      this.status.textContent = this.words.say("downloaded");
    } catch (fault) {
      const detail = fault instanceof AskingError ? fault.problem.detail : "";
      this.status.textContent = `${this.words.say("not_downloaded")} ${detail}`.trim();
    }
  }

  /** The receipt, unless another release came meanwhile: then nobody can say of which the rows are. */
  private async receipt(): Promise<void> {
    const { setting } = this.words;
    if (!(await this.isSameRelease())) {
      this.status.textContent = this.words.say("other_release");
      return;
    }
    const told = receipt(this.answer, setting, this.words.say("answer"));
    saved(JSON.stringify(told, null, 2), "edugraph-answer.csv-metadata.json", "application/csvm+json");
    this.status.textContent = this.words.say("downloaded");
  }

  private async isSameRelease(): Promise<boolean> {
    try {
      const told = (await (await fetch(this.words.setting.health)).json()) as { release?: string };
      return told.release === undefined || told.release === this.words.setting.release.id;
    } catch {
      return false;
    }
  }
}

/** A part of the script that only one view needs; null where the server did not give it. */
async function loaded<Part>(coming: Promise<Part>): Promise<Part | null> {
  return coming.catch(() => null);
}
