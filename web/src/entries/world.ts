// Entry of the map of the world: zoom, one country in focus, the picture as PNG.
import { keep, png } from "../network/png.ts";
import { focusOn } from "../world/focus.ts";
import { tool, tools } from "../world/tools.ts";
import { zoomed } from "../world/zoom.ts";

for (const figure of document.querySelectorAll<HTMLElement>("figure[data-world]")) {
  const svg = figure.querySelector<SVGSVGElement>("svg.world")!;
  const frame = figure.querySelector<HTMLElement>(".scroll")!;
  const { png: save = "", svg: picture = "", failed = "" } = figure.dataset;
  const told = document.createElement("span");
  told.setAttribute("role", "status");
  const taken = () => {
    told.textContent = "";
    const address = new URL(picture, location.href);
    const focus = new URL(location.href).searchParams.get("focus");
    if (focus) address.searchParams.set("focus", focus);
    else address.searchParams.delete("focus");
    png(address.href).then(
      (blob) => keep(blob, "edugraph-world.png"),
      () => (told.textContent = failed),
    );
  };
  const zoom = zoomed(svg, frame);
  focusOn(figure, svg);
  tools(figure, frame, zoom, [tool(save, save, taken), told]);
}
