import { select } from "d3-selection";
import { zoom, zoomIdentity, zoomTransform, type D3ZoomEvent } from "d3-zoom";
import { isForMap, moveOf, type Move } from "./gestures.ts";

const MOST = 16;

export interface Zoom {
  move(move: Move): void;
  /** What is drawn was drawn anew, as if nothing had been zoomed. */
  redrawn(): void;
}

/**
 * Zoom and pan of the server's picture. Only groups are moved: circles, names and lines keep their size by `--k`, which
 * the style sheet divides by.
 */
export function zoomed(svg: SVGSVGElement, frame: HTMLElement): Zoom {
  const moving = svg.querySelector<SVGGElement>(".moving")!;
  const lands = () => svg.querySelector<SVGGElement>(".lands")!;
  const gap = Number(lands().getAttribute("stroke-width"));
  const { width, height } = svg.viewBox.baseVal;
  const near = () => zoomTransform(svg).k > 1;
  let k = 1;
  const sized = () => {
    svg.style.setProperty("--k", String(k));
    lands().setAttribute("stroke-width", String(gap / k));
    svg.classList.toggle("nearer", k > 1);
  };
  const behaviour = zoom<SVGSVGElement, unknown>()
    .scaleExtent([1, MOST])
    .extent([[0, 0], [width, height]])
    .translateExtent([[0, 0], [width, height]])
    .filter((event: Event) => isForMap(event, frame.contains(document.activeElement), near()))
    .on("zoom", ({ transform }: D3ZoomEvent<SVGSVGElement, unknown>) => {
      moving.setAttribute("transform", transform.toString());
      if (transform.k === k) return;
      k = transform.k;
      sized();
    });
  const selected = select(svg).call(behaviour);
  const move = (told: Move) => {
    if ("zoom" in told) behaviour.scaleBy(selected, told.zoom);
    else if ("reset" in told) behaviour.transform(selected, zoomIdentity);
    else behaviour.translateBy(selected, told.x / zoomTransform(svg).k, told.y / zoomTransform(svg).k);
  };
  frame.addEventListener("keydown", (event) => {
    const told = event.ctrlKey || event.metaKey || event.altKey ? null : moveOf(event.key, near());
    if (!told) return;
    event.preventDefault();
    move(told);
  });
  return { move, redrawn: sized };
}
