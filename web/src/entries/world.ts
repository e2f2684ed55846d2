// Entry of the map of the world: zoom, one country in focus, the years, the picture as PNG.
import { take } from "../network/parts.ts";
import { Figure } from "../world/figure.ts";
import { throughTime } from "../world/time.ts";

function woken(): Figure | null {
  const figure = document.querySelector<HTMLElement>("figure[data-world]");
  return figure && new Figure(figure);
}

let live = woken();
const form = document.querySelector<HTMLFormElement>("form[data-part=form]");
if (form) {
  throughTime(form, (found) => {
    if (live?.take(found)) return;
    take(document, found, "view");
    live = woken();
  });
}
