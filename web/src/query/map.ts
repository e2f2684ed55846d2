// An answer on the map of the world: this counts, the server draws.
import { zoomed } from "../world/zoom.ts";
import { tools } from "../world/tools.ts";
import { type Rows } from "./answers.ts";
import { spoken } from "./cells.ts";
import { mapped, type Holds } from "./columns.ts";
import { el } from "./elements.ts";
import { type Labels } from "./labels.ts";
import { places, type Columns } from "./places.ts";
import { type Words } from "./setting.ts";

interface Choice {
  countries: number | null;
  number: number | null;
  view: "shapes" | "points";
}

/** The map with the choices above it: which countries, which number, shapes or points. */
export async function drawn(rows: Rows, holds: Holds[], words: Words, labels: Labels): Promise<HTMLElement> {
  const found = mapped(rows, holds);
  const choice: Choice = { countries: found.countries[0] ?? null, number: found.numbers[0] ?? null, view: "shapes" };
  const place = el("div");
  const status = el("div", { role: "status" });
  let turn = 0;
  const draw = async () => {
    const mine = ++turn;
    const figure = await drawing(rows, { ...found, ...choice, name: nameOf(holds, found.countries) }, choice, words, labels);
    if (mine !== turn) return;
    status.textContent = figure ? "" : words.say("view_failed");
    place.replaceChildren(...(figure ? [figure] : []));
    if (figure) enlivened(figure);
  };
  const column = (key: "countries" | "number", of: number[], none: string | null) => {
    const chosen = el("select", { "aria-label": words.say(`map_${key}`) });
    for (const at of of) chosen.append(el("option", { value: at }, rows.variables[at] ?? ""));
    if (none !== null) chosen.append(el("option", { value: "" }, none));
    chosen.addEventListener("change", () => ((choice[key] = chosen.value === "" ? null : Number(chosen.value)), void draw()));
    return el("label", {}, `${words.say(`map_${key}`)} `, chosen);
  };
  const view = el("select", { "aria-label": words.say("map_view") }, el("option", { value: "shapes" }, words.say("map_shapes")), el("option", { value: "points" }, words.say("map_points")));
  view.addEventListener("change", () => ((choice.view = view.value as Choice["view"]), void draw()));
  const choices = el("div", { class: "map-choices noprint" });
  if (found.countries.length > 1) choices.append(column("countries", found.countries, null));
  if (found.numbers.length) choices.append(column("number", found.numbers, words.say("map_rows")));
  if (found.countries.length) choices.append(el("label", {}, `${words.say("map_view")} `, view));
  await draw();
  return el("div", {}, choices, status, place);
}

/** The column that names points: of things that are no countries, else of texts. */
function nameOf(holds: Holds[], countries: number[]): number | null {
  for (const kinds of [["thing", "actor"], ["text"], ["country"]] as Holds[][]) {
    const found = holds.findIndex((kind, column) => kinds.includes(kind) && (kind === "country" || !countries.includes(column)));
    if (found >= 0) return found;
  }
  return null;
}

async function drawing(rows: Rows, columns: Columns, { view }: Choice, words: Words, labels: Labels): Promise<HTMLElement | null> {
  const { base, map } = words.setting;
  const told = await places(rows, columns, base);
  await labels.ask(told.points.flatMap(([, , , name]) => (name.kind === "iri" ? [name.value] : [])));
  const points = told.points.map(([lat, long, number, name]) => [lat, long, number, spoken(name, labels), name.kind === "iri" ? name.value : ""]);
  const measure = columns.number === null ? "" : (rows.variables[columns.number] ?? "");
  const answer = JSON.stringify({ ...told, points, measure, isSum: told.isSum && measure !== "", view });
  try {
    const drawn = await fetch(map, { method: "POST", body: new URLSearchParams({ answer }) });
    if (!drawn.ok) return null;
    return new DOMParser().parseFromString(await drawn.text(), "text/html").querySelector<HTMLElement>(".answer-map");
  } catch {
    return null;
  }
}

function enlivened(figure: HTMLElement): void {
  const svg = figure.querySelector<SVGSVGElement>("svg.world");
  const frame = figure.querySelector<HTMLElement>(".scroll");
  if (svg && frame) tools(figure, frame, zoomed(svg, frame));
}
