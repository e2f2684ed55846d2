// Entry of the map of the world: zoom, one country in focus, the picture as PNG.
import { focusOn } from "../world/focus.ts";
import { asPng, saved } from "../world/picture.ts";
import { zoomed } from "../world/zoom.ts";

function button(text: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

for (const figure of document.querySelectorAll<HTMLElement>("figure[data-world]")) {
  const svg = figure.querySelector<SVGSVGElement>("svg.world")!;
  const frame = figure.querySelector<HTMLElement>(".scroll")!;
  const words = figure.dataset;
  const zoom = zoomed(svg, frame);
  focusOn(figure, svg);
  const told = document.createElement("span");
  told.setAttribute("role", "status");
  const tools = document.createElement("div");
  tools.className = "map-tools noprint";
  tools.append(
    button(`+ ${words.wordsIn}`, () => zoom.move({ zoom: 1.5 })),
    button(`− ${words.wordsOut}`, () => zoom.move({ zoom: 1 / 1.5 })),
    button(`${words.wordsReset}`, () => zoom.move({ reset: true })),
    button(`${words.wordsPng}`, () => {
      told.textContent = "";
      const address = new URL(words.picture ?? "", location.href);
      const actor = new URL(location.href).searchParams.get("actor");
      if (actor) address.searchParams.set("actor", actor);
      asPng(address.href).then(
        (blob) => saved(blob, "edugraph-world.png"),
        () => (told.textContent = words.wordsFailed ?? ""),
      );
    }),
    told,
  );
  const help = document.createElement("p");
  help.className = "small quiet noprint";
  help.textContent = words.wordsHelp ?? "";
  frame.before(tools);
  frame.after(help);
}
