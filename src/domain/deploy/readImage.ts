import { boolAt, mapAt, textAt, textOf } from './nodeValues.ts';
import type { ImageSpec } from './spec.ts';
import type { SpecNode } from './specNode.ts';
import { fieldOf } from './specNode.ts';

/** The image of a checked workload. */
export function readImage(workload: SpecNode): ImageSpec {
  const build = fieldOf(workload, 'build');
  if (build !== undefined) return readBuild(build);
  const pull = textAt(workload, 'pull');
  return {
    kind: 'image',
    reference: textAt(workload, 'image') ?? '',
    pull: pull === 'always' || pull === 'never' ? pull : 'missing',
  };
}

function readBuild(node: SpecNode): ImageSpec {
  const target = textAt(node, 'target');
  const platform = textAt(node, 'platform');
  const tag = textAt(node, 'tag');
  const secrets = fieldOf(node, 'secrets');
  return {
    kind: 'build',
    context: textOf(node) ?? textAt(node, 'context') ?? '.',
    dockerfile: textAt(node, 'dockerfile') ?? 'Dockerfile',
    ...(target === undefined ? {} : { target }),
    args: mapAt(node, 'args'),
    secrets: secrets?.kind === 'list' ? secrets.items.map(readSecret) : [],
    ...(platform === undefined ? {} : { platform }),
    useCache: boolAt(node, 'cache') ?? true,
    ...(tag === undefined ? {} : { tag }),
  };
}

function readSecret(node: SpecNode): { readonly id: string; readonly file?: string; readonly env?: string } {
  const id = textAt(node, 'id') ?? '';
  const file = textAt(node, 'file');
  const env = textAt(node, 'env');
  return { id, ...(file === undefined ? {} : { file }), ...(env === undefined ? {} : { env }) };
}
