// From pixels of the view to units of the drawing. Pure.

export interface Place {
  k: number;
  x: number;
  y: number;
}

export interface Origin {
  x: number;
  y: number;
}

function short(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

/** The attribute `transform` of a drawing whose view box begins at `origin` and has so many units to a pixel. */
export function drawn({ k, x, y }: Place, origin: Origin, unit: number): string {
  const [right, down] = [origin.x * (1 - k) + x * unit, origin.y * (1 - k) + y * unit];
  return `translate(${short(right)} ${short(down)}) scale(${short(k)})`;
}

/** The style that brings what was drawn at one place to another. */
export function shifted(still: Place, now: Place): string {
  const ratio = now.k / still.k;
  return `translate(${short(now.x - ratio * still.x)}px, ${short(now.y - ratio * still.y)}px) scale(${short(ratio)})`;
}

/** The part of the drawing that is seen, in its own units. */
export function seen({ k, x, y }: Place, box: { x: number; y: number; width: number; height: number }, unit: number) {
  const left = box.x - (x * unit) / k;
  const top = box.y - (y * unit) / k;
  return { left, top, right: left + box.width / k, bottom: top + box.height / k };
}
