// Entry of the map of the world: zoom, one country in focus, the picture as PNG.
import { keep, png } from "../network/png.ts";
import { focusOn } from "../world/focus.ts";
import { zoomed } from "../world/zoom.ts";

function button(text: string, words: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  if (words !== text) made.setAttribute("aria-label", words);
  made.addEventListener("click", act);
  return made;
}

for (const figure of document.querySelectorAll<HTMLElement>("figure[data-world]")) {
  const svg = figure.querySelector<SVGSVGElement>("svg.world")!;
  const frame = figure.querySelector<HTMLElement>(".scroll")!;
  const { zoomIn = "", zoomOut = "", whole = "", png: save = "", svg: picture = "", failed = "", help = "" } = figure.dataset;
  const zoom = zoomed(svg, frame);
  focusOn(figure, svg);
  const told = document.createElement("span");
  told.setAttribute("role", "status");
  const tools = document.createElement("div");
  tools.className = "map-tools noprint";
  tools.append(
    button("+", zoomIn, () => zoom.move({ zoom: 1.5 })),
    button("−", zoomOut, () => zoom.move({ zoom: 1 / 1.5 })),
    button(whole, whole, () => zoom.move({ reset: true })),
    button(save, save, () => {
      told.textContent = "";
      const address = new URL(picture, location.href);
      const focus = new URL(location.href).searchParams.get("focus");
      if (focus) address.searchParams.set("focus", focus);
      else address.searchParams.delete("focus");
      png(address.href).then(
        (blob) => keep(blob, "edugraph-world.png"),
        () => (told.textContent = failed),
      );
    }),
    told,
  );
  const words = document.createElement("p");
  words.className = "small quiet noprint";
  words.textContent = help;
  frame.before(tools);
  frame.after(words);
}
