// The nearest of the words that are known: what somebody may have meant.

/** The word that needs the fewest slips (insertion, deletion, change, swap), up to a third of its letters; or none. */
export function nearest(word: string, known: Iterable<string>): string {
  const most = Math.max(1, Math.floor(word.length / 3));
  let best = "";
  let least = most + 1;
  for (const one of known) {
    if (Math.abs(one.length - word.length) >= least) continue;
    const slips = distance(word.toLowerCase(), one.toLowerCase(), least);
    if (slips < least) [best, least] = [one, slips];
  }
  return best;
}

/** Slips between two words (optimal string alignment); `most` or more where there are at least so many. */
export function distance(a: string, b: string, most: number): number {
  let [last, before] = [Array.from({ length: b.length + 1 }, (_, n) => n), [] as number[]];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    if (Math.min(...row) >= most) return most;
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
