// Zoom and pan of the picture. The page scrolls as ever: the wheel zooms with Ctrl, or when the map has the focus; one
// finger scrolls, two zoom.
import { select } from "d3-selection";
import { type D3ZoomEvent, zoom, zoomIdentity, type ZoomTransform } from "d3-zoom";

const FURTHEST = 10;
const STEP = 80; // how far an arrow key moves the map, in pixels of the screen

export interface Zooming {
  by(factor: number): void;
  move(x: number, y: number): void;
  whole(): void;
  now(): ZoomTransform;
}

/** Makes a picture zoom; `settled` is called when a movement has ended. */
export function zooming(view: HTMLElement, svg: SVGSVGElement, settled: (to: ZoomTransform) => void): Zooming {
  const { x, y, width, height } = svg.viewBox.baseVal;
  let now = zoomIdentity;
  let frame = 0;
  const draw = () => {
    frame = 0;
    svg.querySelector(".drawing")?.setAttribute("transform", now.toString());
  };
  const behaviour = zoom<SVGSVGElement, unknown>()
    .extent([
      [x, y],
      [x + width, y + height],
    ])
    .translateExtent([
      [x, y],
      [x + width, y + height],
    ])
    .scaleExtent([1, FURTHEST])
    .filter((event: Event) => {
      if (event instanceof WheelEvent) return event.ctrlKey || view.contains(document.activeElement);
      if (typeof TouchEvent !== "undefined" && event instanceof TouchEvent) return event.touches.length > 1;
      return event instanceof MouseEvent && !event.ctrlKey && event.button === 0;
    })
    .on("start", () => svg.classList.add("is-moving"))
    .on("zoom", (event: D3ZoomEvent<SVGSVGElement, unknown>) => {
      now = event.transform;
      frame ||= requestAnimationFrame(draw);
    })
    .on("end", () => {
      svg.classList.remove("is-moving");
      if (frame) cancelAnimationFrame(frame);
      draw();
      settled(now);
    });
  const selection = select(svg).call(behaviour);
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  return {
    by: (factor) => behaviour.scaleBy(selection, factor),
    move: (right, down) => {
      const unit = width / (svg.clientWidth || width) / now.k;
      behaviour.translateBy(selection, right * STEP * unit, down * STEP * unit);
    },
    whole: () => behaviour.transform(selection, zoomIdentity),
    now: () => now,
  };
}
