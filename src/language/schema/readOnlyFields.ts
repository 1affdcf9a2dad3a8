import { t } from '../../domain/base/text.ts';
import type { Span } from '../../domain/deploy/specNode.ts';
import { removeEntry } from '../lint/fixes/removeEntry.ts';
import type { ManifestObject } from '../manifest/manifestObject.ts';
import { hashText } from '../yaml/nodeTable.ts';
import type { YamlTree } from '../yaml/yamlTree.ts';
import { YamlValue } from '../yaml/yamlValue.ts';
import type { SchemaFinding } from './schemaFinding.ts';

/** Fields of `metadata` that the server fills in, by the hashes of their names. */
const OF_METADATA = new Set(
  [
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'generation',
    'managedFields',
    'resourceVersion',
    'selfLink',
    'uid',
  ].map((name) => hashText(name)),
);
const STATUS = hashText('status');
const METADATA = hashText('metadata');
const NONE: readonly (SchemaFinding & { readonly key: Span })[] = [];

/** Fields that the server fills in, of an object that was probably read from one. Nothing is said of empty ones, which generators write. */
export function readOnlyFields({ root, tree }: ManifestObject): readonly (SchemaFinding & { readonly key: Span })[] {
  let found: YamlValue[] | undefined;
  for (let node = tree.firstChild(root.target); node >= 0; node = tree.next(node)) {
    const hash = tree.keyHash(node);
    if (hash === STATUS && tree.firstChild(node) >= 0) (found ??= []).push(new YamlValue(tree, node));
    if (hash !== METADATA) continue;
    for (let child = tree.firstChild(node); child >= 0; child = tree.next(child))
      if (OF_METADATA.has(tree.keyHash(child)) && !isEmpty(tree, child))
        (found ??= []).push(new YamlValue(tree, child));
  }
  return found ? found.map(findingOf) : NONE;
}

function isEmpty(tree: YamlTree, node: number): boolean {
  const { isNull, text } = new YamlValue(tree, node);
  return isNull || text === '';
}

function findingOf(value: YamlValue): SchemaFinding & { readonly key: Span } {
  const key = value.key ?? '';
  return {
    rule: 'k8s-readonly-field',
    key: value.headSpan,
    message: t('The server fills in “{0}”; what stands here is dropped or refused.', key),
    fixes: () => {
      const edit = removeEntry(value);
      return edit ? [{ title: t('Remove “{0}”', key), edits: [edit], isSafe: true }] : [];
    },
  };
}
