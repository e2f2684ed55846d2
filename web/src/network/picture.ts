// The server's SVG as it stands in the page: its marks and lines, what stands out of them, and the names that fit.
import { around, type Pair } from "./steps.ts";
import { fitting, type Placed } from "./names.ts";
import { type Place, seen } from "./transform.ts";

const SVG = "http://www.w3.org/2000/svg";
const WIDE = 736; // pixels; the same limits as in the style sheet
const NARROW = 384;

export interface Choice {
  focus: string;
  steps: number;
  tie: [string, string] | null;
}

export class Picture {
  readonly view: HTMLElement;
  readonly svg: SVGSVGElement;
  private lines: SVGAElement[] = [];
  private marks: SVGAElement[] = [];
  private pairs: Pair[] = [];
  private placed: Placed[] = [];
  private near: ReadonlySet<string> | null = null;
  private pointed = "";

  constructor(view: HTMLElement, svg: SVGSVGElement) {
    this.view = view;
    this.svg = svg;
    this.read();
  }

  /** Reads marks and lines again, after the server drew others. */
  read(): void {
    this.lines = [...this.svg.querySelectorAll<SVGAElement>("a[data-a]")];
    this.marks = [...this.svg.querySelectorAll<SVGAElement>("a[data-actor]")];
    this.pairs = this.lines.map((line) => [line.dataset.a ?? "", line.dataset.b ?? ""]);
    this.placed = this.marks.map((mark) => ({
      actor: mark.dataset.actor ?? "",
      name: mark.dataset.name ?? "",
      x: Number(mark.dataset.x),
      y: Number(mark.dataset.y),
      reach: Number(mark.dataset.reach),
      strength: Number(mark.dataset.reach),
    }));
  }

  mark(actor: string): SVGAElement | undefined {
    return this.marks.find((mark) => mark.dataset.actor === actor);
  }

  line(one: string, other: string): SVGAElement | undefined {
    return this.lines.find(({ dataset: { a, b } }) => (a === one && b === other) || (a === other && b === one));
  }

  /** Makes the chosen actor or tie stand out, or nothing. */
  emphasise({ focus, steps, tie }: Choice): void {
    const named: string[] = tie ?? (focus ? [focus] : []);
    const near = tie ? this.ends(tie) : focus ? around(this.pairs, focus, steps) : null;
    this.near = near?.actors ?? null;
    this.lines.forEach((line, place) => sides(line, near && near.pairs.has(place)));
    for (const mark of this.marks) {
      const actor = mark.dataset.actor ?? "";
      sides(mark, near && near.actors.has(actor));
      mark.classList.toggle("is-chosen", named.includes(actor));
    }
  }

  private ends(tie: [string, string]) {
    const place = this.pairs.findIndex(([a, b]) => tie.includes(a) && tie.includes(b));
    return { actors: new Set(tie), pairs: new Set([place]) };
  }

  /** The name of what the pointer or the focus is on is always shown. */
  point(actor: string, zoom: Place): void {
    if (actor === this.pointed) return;
    this.pointed = actor;
    this.name(zoom);
  }

  /** Draws the names that fit at a zoom; the size of a name on the screen stays the same. */
  name(zoom: Place): void {
    const { k } = zoom;
    const box = this.svg.viewBox.baseVal;
    const width = this.view.clientWidth || box.width;
    const unit = box.width / width;
    const size = ((width > WIDE ? 15 : width > NARROW ? 13 : 12) * unit) / k;
    const shrunk = 1 / Math.sqrt(k);
    this.svg.style.setProperty("--shrunk", String(shrunk));
    this.svg.style.setProperty("--name-size", `${size}px`);
    this.svg.classList.toggle("has-numbers", (13 * k * shrunk) / unit >= 8);
    const frame = seen(zoom, box, unit);
    const placed = this.placed
      .filter(({ actor }) => !this.near || this.near.has(actor) || actor === this.pointed)
      .map((mark) => ({ ...mark, reach: mark.reach * shrunk }));
    this.draw(fitting(placed, size, frame, new Set([this.pointed])));
  }

  private draw(names: ReturnType<typeof fitting>): void {
    const group = document.createElementNS(SVG, "g");
    group.setAttribute("class", "names names-live");
    group.setAttribute("aria-hidden", "true");
    for (const name of names) {
      const text = document.createElementNS(SVG, "text");
      text.setAttribute("class", `actor-name at-${name.anchor}`);
      text.setAttribute("x", String(name.x));
      text.setAttribute("y", String(name.y));
      text.textContent = name.text;
      group.append(text);
    }
    this.svg.querySelector(".names-live")?.remove();
    this.svg.querySelector(".drawing")?.append(group);
  }
}

function sides(thing: Element, isNear: boolean | null): void {
  thing.classList.toggle("is-near", isNear === true);
  thing.classList.toggle("is-far", isNear === false);
}
