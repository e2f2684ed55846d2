/** What of an event decides whether the map takes it. */
export interface Gesture {
  type: string;
  ctrlKey?: boolean;
  metaKey?: boolean;
  button?: number;
  touches?: { length: number };
}

/**
 * Whether the map takes a gesture, or leaves it to the page. A wheel zooms only with Ctrl, or where the map has the
 * focus, else nobody could scroll past it; one finger moves the map only when it is nearer than whole; two always zoom.
 */
export function isForMap(gesture: Gesture, hasFocus: boolean, isNearer: boolean): boolean {
  if (gesture.type === "wheel") return Boolean(gesture.ctrlKey || gesture.metaKey) || hasFocus;
  if (gesture.type.startsWith("touch")) return (gesture.touches?.length ?? 0) > 1 || isNearer;
  return gesture.type !== "dblclick" && !gesture.ctrlKey && !gesture.button;
}

export type Move = { zoom: number } | { reset: true } | { x: number; y: number };

const STEP = 60;
const MOVES: Record<string, Move> = {
  "+": { zoom: 1.5 },
  "=": { zoom: 1.5 },
  "-": { zoom: 1 / 1.5 },
  "0": { reset: true },
  ArrowLeft: { x: STEP, y: 0 },
  ArrowRight: { x: -STEP, y: 0 },
  ArrowUp: { x: 0, y: STEP },
  ArrowDown: { x: 0, y: -STEP },
};

/** What a key does to the map; arrows are left to the page while the whole picture is seen. */
export function moveOf(key: string, isNearer: boolean): Move | null {
  const move = MOVES[key];
  return move && ("zoom" in move || isNearer) ? move : null;
}
