import type { YamlValue } from '../../yaml/yamlValue.ts';
import { tasksOf } from './argoShared.ts';
import { fieldOf } from './table/rowCheck.ts';

/** What the tasks of a DAG wait for. */
export interface Waits {
  readonly edges: ReadonlyMap<string, readonly string[]>;
  /** Where each task says it. */
  readonly places: ReadonlyMap<string, YamlValue>;
}

/** What each task waits for, from both forms; undefined where a part is not known. */
export function waitsOf(template: YamlValue): Waits | undefined {
  const edges = new Map<string, readonly string[]>();
  const places = new Map<string, YamlValue>();
  for (const task of tasksOf(template)) {
    const name = task.at('name')?.text;
    const depends = fieldOf(task, 'depends');
    const all = [...(depends ? [depends] : []), ...(fieldOf(task, 'dependencies')?.items() ?? [])];
    if (name === undefined || all.some(({ text }) => text === undefined)) return undefined;
    edges.set(
      name,
      all.flatMap((value) => (value === depends ? namesIn(value.text ?? '') : (value.text ?? []))),
    );
    if (all[0]) places.set(name, all[0]);
  }
  return { edges, places };
}

/** Names of tasks in `a && (b.Succeeded || !c)`. */
function namesIn(expression: string): readonly string[] {
  return Array.from(expression.matchAll(/([A-Za-z0-9_-]+)(?:\.\w+)?/g), ([, name = '']) => name);
}
