// What a key does on the map. Pure.

export type Act =
  | { does: "zoom"; by: number }
  | { does: "move"; x: number; y: number }
  | { does: "whole" }
  | { does: "steps"; steps: number }
  | { does: "close" }
  | { does: "help" };

interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

const MOVES: Record<string, [number, number]> = {
  ArrowLeft: [1, 0],
  ArrowRight: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** The act of a key. On the map itself it moves and zooms; elsewhere on the page, where nothing is typed, it only chooses. */
export function act(pressed: Pressed, isOnMap: boolean, isTyping: boolean): Act | null {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return null;
  const { key } = pressed;
  if (key === "Escape") return { does: "close" };
  if (isTyping) return null;
  if (key === "?") return { does: "help" };
  if (["1", "2", "3"].includes(key)) return { does: "steps", steps: Number(key) };
  if (!isOnMap) return null;
  if (key === "+" || key === "=") return { does: "zoom", by: 1.5 };
  if (key === "-" || key === "_") return { does: "zoom", by: 1 / 1.5 };
  if (key === "0") return { does: "whole" };
  const move = MOVES[key];
  return move ? { does: "move", x: move[0], y: move[1] } : null;
}
