// Which names fit beside their marks at a zoom: the same rule as the server's (`network_map.fitting`), with the size that
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

const LETTER = 0.6; // width and height of a letter against the size of the font, generously
const LINE = 1.25;
const LONGEST = 30; // letters of a name that are written
const SHORT = 16; // where there is no room for those

export function overlap(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

function inside(box: Box, frame: Box): boolean {
  return box.left >= frame.left && box.top >= frame.top && box.right <= frame.right && box.bottom <= frame.bottom;
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
  const wide = text.length * LETTER * size;
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

/** The names that cover neither a mark nor each other, `first` of all, then the strongest. */
export function fitting(marks: Placed[], size: number, frame: Box, first: ReadonlySet<string>, most = 60): Name[] {
  const seen = marks.filter((mark) => overlap(around(mark), frame));
  const rank = (mark: Placed) => (first.has(mark.actor) ? 1 : 0);
  const ranked = [...seen].sort((a, b) => rank(b) - rank(a) || b.strength - a.strength || (a.actor < b.actor ? -1 : 1));
  const taken = seen.map(around);
  const told: Name[] = [];
  for (const mark of ranked) {
    if (told.length >= most) break;
    const fits = (one: Name) => inside(one.box, frame) && !taken.some((box) => overlap(one.box, box));
    const name = places(mark, size).find(fits) ?? places(mark, size, SHORT).find(fits);
    if (!name) continue;
    told.push(name);
    taken.push(name.box);
  }
  return told;
}
