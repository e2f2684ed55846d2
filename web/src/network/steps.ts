// Who is how near to an actor. Pure; the same rule as the server's (`around_actor` of `web/network/map.py`).

export type Pair = readonly [string, string];

export interface Near {
  actors: Set<string>;
  pairs: Set<number>; // places in the list of pairs
}

/** The actors within so many steps, and the ties on the way to them. */
export function around(pairs: readonly Pair[], actor: string, steps: number): Near {
  const actors = new Set([actor]);
  const kept = new Set<number>();
  let edge = new Set([actor]);
  for (let step = 0; step < steps; step += 1) {
    const next = new Set<string>();
    pairs.forEach(([a, b], place) => {
      if (!edge.has(a) && !edge.has(b)) return;
      kept.add(place);
      for (const end of [a, b]) if (!actors.has(end)) next.add(end);
    });
    for (const one of next) actors.add(one);
    edge = next;
  }
  return { actors, pairs: kept };
}
