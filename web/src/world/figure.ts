// The figure of the map come alive: tools above it, words below it, and how another picture takes the place of its own.
import { keep, png } from "../network/png.ts";
import { take } from "../network/parts.ts";
import { focusOn } from "./focus.ts";
import { tool, tools } from "./tools.ts";
import { type Zoom, zoomed } from "./zoom.ts";

/** Parts of the page, within the figure and after it, that tell what the picture shows. */
const PARTS = ["ways", "chosen", "legend", "tables"];

export class Figure {
  private readonly figure: HTMLElement;
  private readonly svg: SVGSVGElement;
  private readonly zoom: Zoom;

  constructor(figure: HTMLElement) {
    this.figure = figure;
    this.svg = figure.querySelector<SVGSVGElement>("svg.world")!;
    const frame = figure.querySelector<HTMLElement>(".scroll")!;
    this.zoom = zoomed(this.svg, frame);
    focusOn(figure, this.svg);
    const told = document.createElement("span");
    told.setAttribute("role", "status");
    const { png: words = "" } = figure.dataset;
    tools(figure, frame, this.zoom, [tool(words, words, () => void this.save(told)), told]);
  }

  /** Shows the picture of another page in place of this one: countries keep their places, and the zoom stays. */
  take(found: Document): boolean {
    const fresh = found.querySelector<HTMLElement>("figure[data-world]");
    const [old, drawing] = [this.svg, fresh?.querySelector("svg.world")].map((one) => one?.querySelector(".moving"));
    if (!fresh || !old || !drawing) return false;
    Object.assign(this.figure.dataset, fresh.dataset);
    this.svg.setAttribute("aria-label", fresh.querySelector("svg.world")?.getAttribute("aria-label") ?? "");
    old.replaceChildren(...document.adoptNode(drawing).childNodes);
    this.zoom.redrawn();
    for (const part of PARTS) take(document, found, part);
    return true;
  }

  private async save(told: HTMLElement): Promise<void> {
    told.textContent = "";
    const address = new URL(this.figure.dataset.svg ?? "", location.href);
    const focus = new URL(location.href).searchParams.get("focus");
    if (focus) address.searchParams.set("focus", focus);
    else address.searchParams.delete("focus");
    try {
      keep(await png(address.href), "edugraph-world.png");
    } catch {
      told.textContent = this.figure.dataset.failed ?? "";
    }
  }
}
