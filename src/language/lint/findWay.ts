/**
 * The names behind `from` on a way to `to`, which is the last one: at least one step, so that a way from a name to itself is a circle.
 * Undefined where none leads there. `next` says what a name waits for.
 */
export function findWay(
  from: string,
  to: string,
  next: (name: string) => readonly string[],
): readonly string[] | undefined {
  const seen = new Set<string>();
  const way: string[] = [];
  // Not by recursion: files may hold chains of thousands.
  const open = [next(from).values()];
  for (let steps = open.at(-1); steps; steps = open.at(-1)) {
    const { value: name } = steps.next();
    if (name === undefined) {
      open.pop();
      way.pop();
    } else if (name === to) return [...way, name];
    else if (!seen.has(name)) {
      seen.add(name);
      way.push(name);
      open.push(next(name).values());
    }
  }
  return undefined;
}
