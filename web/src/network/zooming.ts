// Zoom and pan of the picture. The page scrolls as ever: the wheel zooms with Ctrl, or when the map has the focus; one
// finger scrolls, two zoom. While it moves, the picture is one layer that is shifted and stretched as it is; it is drawn
// anew only where it comes to rest. Without a GPU, drawing 1,500 lines for every frame would take too long.
import { select } from "d3-selection";
import { type D3ZoomEvent, zoom, zoomIdentity, type ZoomTransform } from "d3-zoom";
import { drawn, shifted } from "./transform.ts";

const FURTHEST = 10;
const STEP = 80; // how far an arrow key moves the map, in pixels of the screen

export interface Zooming {
  by(factor: number): void;
  move(x: number, y: number): void;
  whole(): void;
  resized(): void;
  now(): ZoomTransform;
}

/** Makes a picture zoom within its view; `settled` is called when a movement has ended. Pixels of the view throughout. */
export function zooming(view: HTMLElement, svg: SVGSVGElement, settled: () => void): Zooming {
  let now = zoomIdentity; // where the movement is
  let still = zoomIdentity; // what is drawn
  let frame = 0;
  const moving = () => {
    frame = 0;
    svg.style.transform = shifted(still, now);
  };
  const rest = () => {
    if (frame) cancelAnimationFrame(frame);
    frame = 0;
    still = now;
    svg.style.transform = "";
    const box = svg.viewBox.baseVal;
    svg.querySelector(".drawing")?.setAttribute("transform", drawn(now, box, box.width / (view.clientWidth || box.width)));
    settled();
  };
  const behaviour = zoom<HTMLElement, unknown>()
    .scaleExtent([1, FURTHEST])
    .duration(matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 250)
    .filter((event: Event) => {
      if (event.target instanceof Element && event.target.closest(".zoom, .keys-told")) return false;
      if (event instanceof WheelEvent) return event.ctrlKey || view.contains(document.activeElement);
      if (typeof TouchEvent !== "undefined" && event instanceof TouchEvent) return event.touches.length > 1;
      return event instanceof MouseEvent && !event.ctrlKey && event.button === 0;
    })
    .on("zoom", (event: D3ZoomEvent<HTMLElement, unknown>) => {
      now = event.transform;
      view.classList.add("is-moving"); // not before it moves: else a click on a mark would miss it
      frame ||= requestAnimationFrame(moving);
    })
    .on("end", () => {
      view.classList.remove("is-moving");
      rest();
    });
  const bound = () =>
    behaviour.translateExtent([
      [0, 0],
      [view.clientWidth, view.clientHeight],
    ]);
  const selection = select(view);
  bound();
  selection.call(behaviour);
  view.addEventListener("dragstart", (event) => event.preventDefault());
  let width = view.clientWidth;
  return {
    by: (factor) => behaviour.scaleBy(selection, factor),
    move: (right, down) => behaviour.translateBy(selection, (right * STEP) / now.k, (down * STEP) / now.k),
    whole: () => behaviour.transform(selection, zoomIdentity),
    resized: () => {
      const ratio = view.clientWidth / (width || 1);
      if (ratio === 1) return;
      width = view.clientWidth;
      bound();
      behaviour.transform(selection, zoomIdentity.translate(now.x * ratio, now.y * ratio).scale(now.k));
    },
    now: () => now,
  };
}
