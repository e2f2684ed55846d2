// Sorting without a long frame: runs of a few thousand, merged with a pause for the page in between.

const RUN = 2_000;
const SLICE_MS = 12;

/** Let the browser draw and take keys. */
export const pause = (): Promise<void> => new Promise((done) => setTimeout(done, 0));

/** The order of `count` things under `compare`; stable. The result is a list of their numbers. */
export async function order(count: number, compare: (a: number, b: number) => number, rest: () => Promise<void> = pause): Promise<number[]> {
  let runs: number[][] = [];
  for (let from = 0; from < count; from += RUN) {
    runs.push(Array.from({ length: Math.min(RUN, count - from) }, (_, n) => from + n).sort(compare));
    await rest();
  }
  while (runs.length > 1) {
    const merged: number[][] = [];
    for (let at = 0; at < runs.length; at += 2) merged.push(await both(runs[at] ?? [], runs[at + 1] ?? [], compare, rest));
    runs = merged;
  }
  return runs[0] ?? [];
}

async function both(a: number[], b: number[], compare: (a: number, b: number) => number, rest: () => Promise<void>): Promise<number[]> {
  const found: number[] = [];
  let [i, j, began] = [0, 0, performance.now()];
  while (i < a.length && j < b.length) {
    found.push(compare(a[i] as number, b[j] as number) <= 0 ? (a[i++] as number) : (b[j++] as number));
    if (found.length % 512 === 0 && performance.now() - began > SLICE_MS) {
      await rest();
      began = performance.now();
    }
  }
  while (i < a.length) found.push(a[i++] as number);
  while (j < b.length) found.push(b[j++] as number);
  return found;
}
