import type { YamlTree } from '../../yaml/yamlTree.ts';
import { YamlValue } from '../../yaml/yamlValue.ts';

/** Fetched, absolute, or with a variable: not around the file. */
const NOT_NEAR = /^[\w+-]+:|^[/~]|^git@|\$/;

/**
 * Paths that count from the folder of a build, in Compose files and in run specs: by node, counted from the folder of the file. Both the context and the
 * name of a Dockerfile lead to that file; words of a run spec's command to what is copied into the image.
 */
export function buildFiles(tree: YamlTree): ReadonlyMap<number, string> {
  if (tree.root < 0) return new Map();
  const root = new YamlValue(tree, tree.root);
  const services = root.at('services')?.items() ?? [];
  const workloads = root.at('workloads')?.items() ?? [];
  return new Map([
    ...services.flatMap((service) => dockerfileOf(service)),
    ...workloads.flatMap((workload) => [...dockerfileOf(workload), ...wordsOf(workload)]),
  ]);
}

type NodePath = readonly [node: number, path: string];

function contextOf(service: YamlValue): { readonly value: YamlValue | undefined; readonly path: string } | undefined {
  const build = service.at('build');
  const value = build?.isMap === true ? build.at('context') : build;
  const path = value?.text ?? '.';
  return build && !NOT_NEAR.test(path) ? { value, path } : undefined;
}

function dockerfileOf(service: YamlValue): readonly NodePath[] {
  const context = contextOf(service);
  const dockerfile = service.at('build', 'dockerfile');
  const name = dockerfile?.text;
  if (!context || name === undefined || NOT_NEAR.test(name)) return [];
  const path = within(context.path, name);
  return [dockerfile, context.value].flatMap((value) => (value ? [[value.node, path] as const] : []));
}

function wordsOf(workload: YamlValue): readonly NodePath[] {
  const context = contextOf(workload);
  if (!context) return [];
  const lists = [workload.at('command'), workload.at('args')];
  return lists.flatMap((list) =>
    (list?.isList === true ? list.items() : []).flatMap(({ node, text }) =>
      text === undefined || NOT_NEAR.test(text) ? [] : [[node, within(context.path, text)] as const],
    ),
  );
}

function within(folder: string, path: string): string {
  const plain = folder.replace(/\/+$/, '');
  return plain === '.' || plain === '' ? path : `${plain}/${path}`;
}
