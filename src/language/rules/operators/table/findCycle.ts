/**
 * Names that wait for one another in a circle, each for the next and the last for the first; undefined where there is none. `edges` has what
 * each name waits for; names that are nowhere end a way.
 */
export function findCycle(edges: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>();
  for (const start of edges.keys()) {
    const cycle = follow(start, edges, { done, way: [] });
    if (cycle) return cycle;
  }
  return undefined;
}

interface Search {
  readonly done: Set<string>;
  /** The names from the start to here. */
  readonly way: string[];
}

function follow(
  name: string,
  edges: ReadonlyMap<string, readonly string[]>,
  search: Search,
): readonly string[] | undefined {
  const at = search.way.indexOf(name);
  if (at >= 0) return search.way.slice(at);
  if (search.done.has(name)) return undefined;
  search.way.push(name);
  for (const next of edges.get(name) ?? []) {
    const cycle = follow(next, edges, search);
    if (cycle) return cycle;
  }
  search.way.pop();
  search.done.add(name);
  return undefined;
}
