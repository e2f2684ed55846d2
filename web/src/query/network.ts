// An answer as a small network: two columns of things, or triples. At most 300 marks, laid out the same way every time.
import { type Rows } from "./answers.ts";
import { el, svg } from "./elements.ts";
import { type Labels } from "./labels.ts";
import { pageOf, type Words } from "./setting.ts";

export const MOST_MARKS = 300;
const TURNS = 160;
const WIDTH = 900;
const HEIGHT = 620;
const EDGE = 60;
const PULL = 0.06;
const REACH = 6;
const LETTER = 8;
const LONGEST_NAME = 34;

export interface Tie {
  a: string;
  b: string;
  weight: number;
  kinds: string[];
}

export interface Graph {
  things: string[];
  ties: Tie[];
  left: number;
}

/** Ties between two columns, the strongest until there are 300 marks (circles and lines). A tie weighs as many rows as
 * it has, or what a column of numbers says; `kind` is a column that tells what ties them. */
export function graph(rows: Rows, [left, right]: [number, number], kind: number | null = null, weight: number | null = null): Graph {
  const found = new Map<string, Tie>();
  for (let row = 0; row < rows.length; row++) {
    const [a, b] = [rows.cell(row, left), rows.cell(row, right)].map((one) => (one.startsWith("<") ? one.slice(1, -1) : ""));
    if (!a || !b || a === b) continue;
    const key = a < b ? `${a} ${b}` : `${b} ${a}`;
    const tie = found.get(key) ?? { a, b, weight: 0, kinds: [] };
    tie.weight += weight === null ? 1 : Math.max(Number(rows.value(row, weight).value) || 0, 0);
    const name = kind === null ? "" : rows.cell(row, kind).slice(1, -1);
    if (name && !tie.kinds.includes(name)) tie.kinds.push(name);
    found.set(key, tie);
  }
  return strongest([...found.values()]);
}

function strongest(all: Tie[]): Graph {
  const sorted = all.sort((x, y) => y.weight - x.weight || (x.a + x.b < y.a + y.b ? -1 : 1));
  const things = new Set<string>();
  const ties: Tie[] = [];
  for (const tie of sorted) {
    const more = [tie.a, tie.b].filter((one) => !things.has(one)).length;
    if (things.size + ties.length + more + 1 > MOST_MARKS) continue;
    things.add(tie.a).add(tie.b);
    ties.push(tie);
  }
  return { things: [...things].sort(), ties, left: all.length - ties.length };
}

export interface Point {
  x: number;
  y: number;
}

/** Places of the things: springs along ties, those that are near push each other off, all drawn to the middle
 * (after Fruchterman and Reingold 1991); no chance in it. */
export function layout({ things, ties }: Graph, turns = TURNS): Point[] {
  const number = new Map(things.map((one, at) => [one, at]));
  const golden = Math.PI * (3 - Math.sqrt(5));
  const points = things.map((_, at) => ({ x: Math.sqrt(at + 0.5) * Math.cos(at * golden), y: Math.sqrt(at + 0.5) * Math.sin(at * golden) }));
  const pairs = ties.map(({ a, b }) => [number.get(a) as number, number.get(b) as number] as const);
  const degrees = things.map(() => 0);
  for (const pair of pairs) for (const at of pair) degrees[at] = (degrees[at] ?? 0) + 1;
  for (let turn = 0; turn < turns; turn++) step(points, pairs, degrees, (1 - turn / turns) * 0.6 + 0.01);
  return fitted(points);
}

function step(points: Point[], pairs: (readonly [number, number])[], degrees: number[], most: number): void {
  const moves = points.map(({ x, y }) => ({ x: -x * PULL, y: -y * PULL }));
  for (let i = 0; i < points.length; i++) for (let j = i + 1; j < points.length; j++) push(points, moves, i, j, (d) => (d < REACH ? 1 / d : 0));
  for (const [i, j] of pairs) {
    const busy = Math.sqrt(Math.min(degrees[i] ?? 1, degrees[j] ?? 1));
    push(points, moves, i, j, (d) => (-d * d * 0.3) / busy);
  }
  points.forEach((point, at) => {
    const { x, y } = moves[at] as Point;
    const long = Math.hypot(x, y) || 1;
    point.x += (x / long) * Math.min(long, most);
    point.y += (y / long) * Math.min(long, most);
  });
}

function push(points: Point[], moves: Point[], i: number, j: number, force: (distance: number) => number): void {
  const [a, b, m, n] = [points[i], points[j], moves[i], moves[j]] as [Point, Point, Point, Point];
  const [dx, dy] = [a.x - b.x, a.y - b.y];
  const distance = Math.max(Math.hypot(dx, dy), 0.01);
  const strength = force(distance) / distance;
  m.x += dx * strength;
  m.y += dy * strength;
  n.x -= dx * strength;
  n.y -= dy * strength;
}

function fitted(points: Point[]): Point[] {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const scale = (all: number[], size: number) => {
    const [least, most] = [Math.min(...all), Math.max(...all)];
    return (value: number) => (most - least < 1e-6 ? size / 2 : EDGE + ((value - least) / (most - least)) * (size - 2 * EDGE));
  };
  const [fx, fy] = [scale(xs, WIDTH), scale(ys, HEIGHT)];
  return points.map(({ x, y }) => ({ x: Math.round(fx(x)), y: Math.round(fy(y)) }));
}

/** The network as a picture with links; `measure` names the column that weighs ties, if one does. Every name is a link to the page about the thing. */
export async function drawn(found: Graph, measure: string, words: Words, labels: Labels): Promise<HTMLElement> {
  await labels.ask([...found.things, ...found.ties.flatMap(({ kinds }) => kinds)]);
  const at = new Map(layout(found).map((point, n) => [found.things[n] as string, point]));
  const most = Math.max(...found.ties.map(({ weight }) => weight), 1);
  const measured = (weight: number) => (measure ? `${measure}: ${words.number(weight)}` : words.say("rows_count", { count: weight }));
  const lines = found.ties.map((tie) => line(tie, at, most, measured, labels));
  const names = found.things.map((one) => shortened(labels.text(one)));
  const free = uncovered(found, names, at);
  const circles = found.things.map((one, n) => circle(one, names[n] as string, free.has(one), at.get(one) as Point, words, labels));
  const label = words.say("network_told", { things: found.things.length, ties: found.ties.length });
  const picture = svg("svg", { class: "network answer-network", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "group", "aria-label": label }, ...lines, ...circles);
  const cut = found.left > 0 && el("p", { class: "quiet" }, words.say("network_cut", { count: found.left }));
  return el("div", {}, el("p", { class: "quiet" }, label), ...(cut ? [cut] : []), el("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": words.say("view_network") }, picture));
}

function line({ a, b, weight, kinds }: Tie, at: Map<string, Point>, most: number, measured: (weight: number) => string, labels: Labels): SVGElement {
  const [from, to] = [at.get(a) as Point, at.get(b) as Point];
  const step = 1 + Math.min(3, Math.floor((weight / most) * 3.99));
  const told = kinds.length ? kinds.map((kind) => labels.text(kind)).join(", ") : measured(weight);
  const title = svg("title", {}, `${labels.text(a)} – ${labels.text(b)}: ${told}`);
  return svg("line", { class: `tie tie-${step}`, x1: from.x, y1: from.y, x2: to.x, y2: to.y }, title);
}

function circle(iri: string, name: string, isShown: boolean, { x, y }: Point, words: Words, labels: Labels): SVGElement {
  const text = svg("text", { class: `actor-name${isAtEnd(x) ? " at-end" : ""}${isShown ? "" : " covered"}`, x: nameAt(x), y: y + 5 }, name);
  const mark = [svg("circle", { class: "actor", cx: x, cy: y, r: 7 }), text, svg("title", {}, labels.text(iri))];
  const address = pageOf(iri, words.setting);
  return address ? svg("a", { href: address, "aria-label": labels.text(iri) }, ...mark) : svg("g", {}, ...mark);
}

const isAtEnd = (x: number) => x > WIDTH * 0.66;
const nameAt = (x: number) => (isAtEnd(x) ? x - 11 : x + 11);
const shortened = (name: string) => (name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name);

/** The things whose names have room: the best connected first. The others show theirs when they are pointed at. */
function uncovered({ things, ties }: Graph, names: string[], at: Map<string, Point>): Set<string> {
  const degree = new Map<string, number>();
  for (const { a, b } of ties) for (const one of [a, b]) degree.set(one, (degree.get(one) ?? 0) + 1);
  const order = things.map((_, n) => n).sort((m, n) => (degree.get(things[n] as string) ?? 0) - (degree.get(things[m] as string) ?? 0) || m - n);
  const taken: [number, number, number][] = [...at.values()].map(({ x, y }) => [x - 8, x + 8, y]);
  const found = new Set<string>();
  for (const n of order) {
    const { x, y } = at.get(things[n] as string) as Point;
    const width = (names[n] as string).length * LETTER;
    const left = isAtEnd(x) ? nameAt(x) - width : nameAt(x);
    if (taken.some(([from, to, line]) => Math.abs(line - y) < 18 && left < to && from < left + width)) continue;
    taken.push([left, left + width, y]);
    found.add(things[n] as string);
  }
  return found;
}
