// The page of the network come alive: choosing, filtering and moving through time without loading the page again. What is
// shown is always the server's: its own page for the new address, of which the changed parts are taken over.
import { asked, carried, changed, chosen, span, type Values } from "./address.ts";
import { act } from "./keys.ts";
import { keep, png } from "./png.ts";
import { counts, fields, remember, take } from "./parts.ts";
import { Picture } from "./picture.ts";
import { yearSliders } from "./years.ts";
import { type Zooming, zooming } from "./zooming.ts";

const PAUSE_MS = 180; // a slider that is being moved asks for no more than the place where it rests
const WAIT_MS = 300; // only then is it said that something is being loaded
const NOTHING = { focus: "", steps: "", tie: "" };

export class NetworkPage {
  private picture: Picture | null = null;
  private zoom: Zooming | null = null;
  private asking: AbortController | null = null;
  private pause = 0;
  private opener: Element | null = null;
  private shown = location.href;

  constructor() {
    this.wake();
    this.form();
    document.addEventListener("keydown", (event) => this.pressed(event));
    document.addEventListener("click", (event) => this.clicked(event));
    window.addEventListener("popstate", () => void this.load(location.href, true));
    new ResizeObserver(() => {
      this.zoom?.resized();
      this.names();
    }).observe(document.querySelector("[data-part=view]") ?? document.body);
    this.pngButton();
  }

  // --- the map ---

  private wake(): void {
    const view = document.querySelector<HTMLElement>("[data-map]");
    const svg = view?.querySelector<SVGSVGElement>("svg.network") ?? null;
    this.picture = view && svg ? new Picture(view, svg) : null;
    this.zoom = null;
    if (!view || !svg || !this.picture) return;
    view.classList.add("is-live");
    view.tabIndex = 0;
    view.setAttribute("role", "group");
    view.setAttribute("aria-label", svg.getAttribute("aria-label") ?? "");
    this.zoom = zooming(view, svg, () => this.names());
    view.append(this.buttons(view.dataset));
    for (const [on, off] of [
      ["pointerover", "pointerout"],
      ["focusin", "focusout"],
    ] as const) {
      svg.addEventListener(on, (event) => this.point(event.target));
      svg.addEventListener(off, () => this.point(null));
    }
    this.picture.emphasise(chosen(location.href));
    this.names();
  }

  private names(): void {
    if (this.zoom) this.picture?.name(this.zoom.now());
  }

  private point(target: EventTarget | null): void {
    if (!this.zoom || this.picture?.view.classList.contains("is-moving")) return;
    const mark = target instanceof Element ? target.closest<SVGAElement>("a[data-actor]") : null;
    this.picture?.point(mark?.dataset.actor ?? "", this.zoom.now());
  }

  private buttons(words: DOMStringMap): HTMLElement {
    const group = document.createElement("div");
    group.className = "zoom";
    const told = document.createElement("div");
    told.className = "keys-told";
    told.hidden = true;
    told.id = "keys-told";
    told.textContent = words.help ?? "";
    const help = button("?", words.keys ?? "", () => this.help());
    help.setAttribute("aria-expanded", "false");
    help.setAttribute("aria-controls", told.id);
    help.className = "help";
    group.append(
      button("+", words.zoomIn ?? "", () => this.zoom?.by(1.5)),
      button("−", words.zoomOut ?? "", () => this.zoom?.by(1 / 1.5)),
      button("⤢", words.whole ?? "", () => this.zoom?.whole()),
      help,
    );
    const both = document.createElement("div");
    both.append(group, told);
    return both;
  }

  private help(): void {
    const told = document.querySelector<HTMLElement>("#keys-told");
    const opener = document.querySelector(".zoom .help");
    if (!told || !opener) return;
    told.hidden = !told.hidden;
    opener.setAttribute("aria-expanded", String(!told.hidden));
  }

  // --- keys and clicks ---

  private pressed(event: KeyboardEvent): void {
    if (event.defaultPrevented) return;
    const target = event.target instanceof Element ? event.target : null;
    const isTyping = Boolean(target?.closest("input:not([type=checkbox]), textarea, select"));
    const done = act(event, Boolean(target?.closest("[data-map]")), isTyping);
    if (done && this.does(done)) event.preventDefault();
  }

  private does(done: NonNullable<ReturnType<typeof act>>): boolean {
    if (done.does === "close") return this.close();
    if (done.does === "steps") return this.steps(done.steps);
    if (!this.zoom) return false;
    if (done.does === "help") this.help();
    else if (done.does === "zoom") this.zoom.by(done.by);
    else if (done.does === "whole") this.zoom.whole();
    else if (done.does === "move") this.zoom.move(done.x, done.y);
    return true;
  }

  private steps(steps: number): boolean {
    const { focus, tie } = chosen(location.href);
    if (!focus || tie) return false;
    void this.choose({ steps: steps === 1 ? "" : String(steps) }, false);
    return true;
  }

  /** Closes the topmost thing: the list of keys, else what is chosen. The focus goes back to where it was opened from. */
  private close(): boolean {
    const told = document.querySelector<HTMLElement>("#keys-told");
    if (told && !told.hidden) {
      this.help();
      document.querySelector<HTMLElement>(".zoom .help")?.focus();
      return true;
    }
    const { focus, tie } = chosen(location.href);
    if (!focus && !tie) return false;
    const back = this.opener?.isConnected
      ? this.opener
      : tie
        ? this.picture?.line(...tie)
        : this.picture?.mark(focus);
    const behind = tie && focus ? { tie: "" } : NOTHING;
    this.opener = tie && focus ? (this.picture?.mark(focus) ?? null) : null;
    void this.choose(behind, false).then(() => {
      const still = back?.isConnected ? back : this.picture?.view;
      if (still instanceof HTMLElement || still instanceof SVGElement) still.focus({ preventScroll: true });
    });
    return true;
  }

  private clicked(event: MouseEvent): void {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest<SVGAElement | HTMLAnchorElement>("a") : null;
    const values = link && this.picture && link.closest("[data-part=view]") ? this.meant(link) : null;
    if (!link || !values) return;
    event.preventDefault();
    if ("close" in link.dataset) {
      this.close();
      return;
    }
    if (link.closest("svg")) this.opener = link;
    void this.choose(values, !("steps" in link.dataset));
  }

  /** What a link of the map or beside it chooses; null where it leads elsewhere. */
  private meant(link: SVGAElement | HTMLAnchorElement): Values | null {
    const { a, b, actor, tie, steps } = link.dataset;
    const now = chosen(location.href);
    if (a && b) return { tie: `${a},${b}` };
    if (actor) return { focus: actor, steps: now.steps > 1 ? String(now.steps) : "", tie: "" };
    const from = link.closest<HTMLElement>("[data-chosen]")?.dataset.chosen ?? "";
    if (tie && from) return { tie: [from, tie].sort().join(",") };
    if (steps) return { steps: steps === "1" ? "" : steps };
    return "close" in link.dataset ? NOTHING : null;
  }

  // --- choosing ---

  /** Makes an actor or a tie stand out, and asks for what is told of it. */
  private async choose(values: Values, isLed: boolean): Promise<void> {
    const address = changed(location.href, values);
    history.pushState(null, "", address);
    this.carry(address);
    const choice = chosen(address);
    this.picture?.emphasise(choice);
    this.names();
    const field = document.querySelector<HTMLSelectElement>("select[name=focus]");
    if (field) field.value = choice.focus;
    const place = document.querySelector<HTMLElement>("[data-part=chosen]");
    const told = this.picture?.view.dataset.map ?? "";
    if (!place) return;
    if (!choice.focus && !choice.tie && !new URL(address).searchParams.get("actor")) {
      this.asking?.abort();
      place.replaceChildren(hint(place));
      return;
    }
    const found = await this.asked(told + new URL(address).search, place, address);
    if (!found) return;
    const section = found.querySelector(".chosen");
    place.replaceChildren(...(section ? [document.adoptNode(section)] : [hint(place)]));
    if (isLed) place.querySelector<HTMLElement>("#chosen-title")?.focus({ preventScroll: isSeen(place) });
  }

  /** A page of ours; null where another was asked for meanwhile, and the address itself is opened where it fails. */
  private async asked(address: string, place: HTMLElement | null, otherwise: string): Promise<Document | null> {
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    const waiting = setTimeout(() => place?.classList.add("is-waiting"), WAIT_MS);
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" }, signal: asking.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      return new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      if (!asking.signal.aborted) location.assign(otherwise);
      return null;
    } finally {
      clearTimeout(waiting);
      if (this.asking === asking) place?.classList.remove("is-waiting");
    }
  }

  // --- filters ---

  private form(): void {
    const form = document.querySelector<HTMLFormElement>("form[data-part=form]");
    if (!form) return;
    const level = form.elements.namedItem("level");
    form.addEventListener("change", (event) => {
      const field = event.target as HTMLInputElement;
      if (field === level) form.requestSubmit();
      else if (field.name === "focus" && this.picture) void this.choose({ focus: field.value, tie: "" }, false);
      else if (field.type !== "range") void this.load(asked(location.href, fields(form)), false);
    });
    form.addEventListener("submit", (event) => {
      if (this.levelChanged(form)) return;
      event.preventDefault();
      void this.load(asked(location.href, fields(form)), false);
    });
    document.querySelector("[data-part=day] form")?.addEventListener("submit", (event) => {
      const day = (event.target as HTMLFormElement).elements.namedItem("asof") as HTMLInputElement;
      event.preventDefault();
      location.assign(changed(location.href, { asof: day.value }));
    });
    const [from, to] = ["from", "to"].map((name) => form.elements.namedItem(name) as HTMLInputElement);
    const place = form.querySelector<HTMLElement>("[data-years]");
    if (place && from && to) {
      yearSliders(place, from, to, (first, last, whole) => {
        const values = span(first, last, whole);
        from.value = values.from ?? "";
        to.value = values.to ?? "";
        clearTimeout(this.pause);
        this.pause = setTimeout(() => void this.load(asked(location.href, fields(form)), false, "years"), PAUSE_MS);
      });
    }
  }

  private levelChanged(form: HTMLFormElement): boolean {
    const level = form.elements.namedItem("level") as HTMLSelectElement | null;
    return level?.value !== (new URL(location.href).searchParams.get("level") || level?.options[0]?.value);
  }

  /** Takes over what another address of this page shows. The picture keeps its zoom, and actors their places. */
  private async load(address: string, isBack: boolean, by = ""): Promise<void> {
    const found = await this.asked(address, document.querySelector("[data-part=view]"), address);
    if (!found) return;
    if (!isBack) remember(address, by);
    take(document, found, "words");
    if (isBack) {
      take(document, found, "form");
      take(document, found, "day");
      this.form();
    } else {
      counts(document, found);
    }
    take(document, found, "clusters");
    this.drawn(found);
    this.carry(address);
  }

  private drawn(found: Document): void {
    const old = this.picture?.svg.querySelector(".drawing");
    const drawing = found.querySelector("[data-map] .drawing");
    if (this.picture && old && drawing) {
      old.replaceChildren(...document.adoptNode(drawing).childNodes);
      this.picture.svg.setAttribute("aria-label", found.querySelector("[data-map] svg")?.getAttribute("aria-label") ?? "");
      take(document, found, "legend");
      take(document, found, "chosen");
      this.picture.read();
      this.picture.emphasise(chosen(location.href));
      this.names();
      return;
    }
    take(document, found, "view");
    this.wake();
  }

  // --- what else carries the address ---

  /** Brings every link that carries the state of the page to another one: languages, views, downloads, citation, frame. */
  private carry(address: string): void {
    const before = this.shown;
    this.shown = address;
    links(".languages a, link[hreflang]", address, ["lang"], []);
    links("[data-part=views] a", address, ["view"], []);
    links("[data-part=tools] .downloads a", address, [], ["view"]);
    const frame = (of: string) => carried(new URL(of).origin + new URL(of).pathname + "/embed", of, [], ["view", "page"]);
    for (const place of document.querySelectorAll<HTMLElement>("[data-copy-link]")) place.dataset.copyLink = address;
    for (const text of document.querySelectorAll(".cite p, .cite pre")) {
      const told = text.textContent ?? "";
      text.textContent = told.replaceAll(frame(before), frame(address)).replaceAll(before, address);
    }
    const view = this.picture?.view;
    if (view?.dataset.svg) view.dataset.svg = carried(new URL(view.dataset.svg, address).href, address, [], ["view"]);
  }

  private pngButton(): void {
    const place = document.querySelector("[data-part=tools] .downloads");
    const view = this.picture?.view;
    if (!place || !view?.dataset.svg) return;
    const made = button(view.dataset.png ?? "", "", async () => {
      try {
        keep(await png(this.picture?.view.dataset.svg ?? ""), "edugraph-network.png");
      } catch {
        made.textContent = view.dataset.failed ?? "";
      }
    });
    place.append(" ", made);
  }
}

function button(text: string, label: string, pressed: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  if (label) {
    made.setAttribute("aria-label", label);
    made.title = label;
  }
  made.addEventListener("click", pressed);
  return made;
}

function hint(place: HTMLElement): HTMLElement {
  const made = document.createElement("p");
  made.className = "quiet small";
  made.textContent = place.dataset.hint ?? "";
  return made;
}

function isSeen(place: HTMLElement): boolean {
  const { top } = place.getBoundingClientRect();
  return top >= 0 && top < innerHeight - 80;
}

function links(selector: string, address: string, own: string[], dropped: string[]): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement | HTMLLinkElement>(selector)) {
    link.href = carried(link.href, address, own, dropped);
  }
}
