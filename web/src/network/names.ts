// Which names fit beside their marks at a zoom: the same rule as the server's (`web/network/map.py`, `fitting`), with the size that
// names have on this screen. Pure.

export interface Placed {
  actor: string;
  name: string;
  x: number;
  y: number;
  reach: number; // how far the shape goes from its middle
  strength: number;
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Name {
  actor: string;
  text: string;
  x: number;
  y: number;
  anchor: "start" | "middle" | "end";
  box: Box;
}

const LINE = 1.25; // height of a line against the size of the font, generously
const NARROW = " .,:;'’|!ijlftrI()[]-";
const WIDEST = "mwMWжшщюфыЖШЩЮФЫМД@%—…";
const LONGEST = 30; // letters of a name that are written
const CROWD = 60; // with more marks than this only those of the strongest are spared
const SPARED = 30; // and no more names are shown
const MOST = 60;
const SHORT = 16; // where there is no room for those

export function overlap(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

function inside(box: Box, frame: Box): boolean {
  return box.left >= frame.left && box.top >= frame.top && box.right <= frame.right && box.bottom <= frame.bottom;
}

/** The width of a text for a font of size 1, generously; `web/network/lettering.py` has the same rule. */
export function width(text: string): number {
  let sum = 0;
  for (const char of text) {
    if (NARROW.includes(char)) sum += 0.36;
    else if (WIDEST.includes(char)) sum += 0.98;
    else if (/[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uff60]/.test(char)) sum += 1.1;
    else sum += char !== char.toLowerCase() ? 0.75 : 0.63;
  }
  return sum;
}

export function shortened(text: string, longest = LONGEST): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).trimEnd()}…`;
}

function around(mark: Placed): Box {
  return { left: mark.x - mark.reach, top: mark.y - mark.reach, right: mark.x + mark.reach, bottom: mark.y + mark.reach };
}

/** Where a name may stand, at best to the right; else to the left, below, above, at a corner. */
export function places(mark: Placed, size: number, longest = LONGEST): Name[] {
  const text = shortened(mark.name, longest);
  const wide = width(text) * size;
  const tall = LINE * size;
  const away = mark.reach + 0.4 * size;
  const [low, high, corner] = [mark.y + away + tall * 0.75, mark.y - away - tall * 0.1, away * 0.6];
  const spots: [Name["anchor"], number, number, number][] = [
    ["start", mark.x + away, mark.y + tall * 0.3, mark.x + away],
    ["end", mark.x - away, mark.y + tall * 0.3, mark.x - away - wide],
    ["middle", mark.x, low, mark.x - wide / 2],
    ["middle", mark.x, high, mark.x - wide / 2],
    ["start", mark.x + corner, low, mark.x + corner],
    ["start", mark.x + corner, high, mark.x + corner],
    ["end", mark.x - corner, low, mark.x - corner - wide],
    ["end", mark.x - corner, high, mark.x - corner - wide],
  ];
  return spots.map(([anchor, x, y, left]) => {
    const box = { left, top: y - tall * 0.8, right: left + wide, bottom: y + tall * 0.2 };
    return { actor: mark.actor, text, x, y, anchor, box };
  });
}

/**
 * The names that cover neither a mark nor each other, the strongest first; in a crowd they may cover the marks of the
 * weaker. Before all come those of `first`, which are shown in any case.
 */
export function fitting(marks: Placed[], size: number, frame: Box, first: ReadonlySet<string>): Name[] {
  const seen = marks.filter((mark) => overlap(around(mark), frame));
  const rank = (mark: Placed) => (first.has(mark.actor) ? 1 : 0);
  const ranked = [...seen].sort((a, b) => rank(b) - rank(a) || b.strength - a.strength || (a.actor < b.actor ? -1 : 1));
  const taken = (seen.length > CROWD ? ranked.slice(0, SPARED) : seen).map(around);
  const most = seen.length > CROWD ? SPARED : MOST;
  const told: Name[] = [];
  for (const mark of ranked) {
    if (told.length >= most) break;
    const fits = (one: Name) => inside(one.box, frame) && !taken.some((box) => overlap(one.box, box));
    const all = places(mark, size);
    const anyhow = first.has(mark.actor) ? (all.find(({ box }) => inside(box, frame)) ?? all[0]) : undefined;
    const name = all.find(fits) ?? places(mark, size, SHORT).find(fits) ?? anyhow;
    if (!name) continue;
    told.push(name);
    taken.push(name.box);
  }
  return told;
}
