// The buttons over a map of the world, and the words that tell how it moves.
import { type Zoom } from "./zoom.ts";

export function tool(text: string, words: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  if (words !== text) made.setAttribute("aria-label", words);
  made.addEventListener("click", act);
  return made;
}

/** Put the buttons before the map and the words after it; `more` are buttons and places of one map alone. */
export function tools(figure: HTMLElement, frame: HTMLElement, zoom: Zoom, more: HTMLElement[] = []): void {
  const { zoomIn = "", zoomOut = "", whole = "", help = "" } = figure.dataset;
  const bar = document.createElement("div");
  bar.className = "map-tools noprint";
  bar.append(
    tool("+", zoomIn, () => zoom.move({ zoom: 1.5 })),
    tool("−", zoomOut, () => zoom.move({ zoom: 1 / 1.5 })),
    tool(whole, whole, () => zoom.move({ reset: true })),
    ...more,
  );
  const words = document.createElement("p");
  words.className = "small quiet noprint";
  words.textContent = help;
  frame.before(bar);
  frame.after(words);
}
