import { t } from '../../domain/base/text.ts';
import type { Fix } from '../lint/finding.ts';
import { choiceFix } from '../lint/fixes/choiceFix.ts';
import { insertUnder } from '../lint/fixes/insertUnder.ts';
import { moveEntry } from '../lint/fixes/moveEntry.ts';
import { removeEntry } from '../lint/fixes/removeEntry.ts';
import { renameFix } from '../lint/fixes/renameFix.ts';
import type { YamlTree } from '../yaml/yamlTree.ts';
import { YamlValue } from '../yaml/yamlValue.ts';
import { type FieldPlace, fieldPlace } from './fieldPlace.ts';
import { nearestName } from './nearestName.ts';
import type { SchemaFinding } from './schemaFinding.ts';
import type { SchemaNode } from './schemaNode.ts';
import { LIST_TYPE, MAP_TYPE } from './schemaPack.ts';
import { type SchemaPlace, schemaPath } from './schemaPath.ts';
import type { WalkedObject } from './walkedObject.ts';

/** A key that its map does not have: written wrongly, at the wrong level, or of another kind. */
export function unknownField(object: WalkedObject, node: number, schema: SchemaNode): SchemaFinding {
  const { tree } = object;
  const key = tree.key(node);
  const value = new YamlValue(tree, node);
  const parent = tree.parent(node);
  const rule = 'k8s-unknown-field';
  const remove = (): readonly Fix[] => choiceFix(t('Remove “{0}”', key), removeEntry(value));
  const near = nearestName(key, Object.keys(schema.source.p ?? {}));
  if (near !== undefined) {
    const isFree = tree.get(parent, near) < 0;
    return {
      rule,
      message: t('“{0}” does not exist here. Is “{1}” meant?', key, near),
      fixes: () => [...(isFree ? renameFix(value, near) : []), ...remove()],
    };
  }
  const path = schemaPath(tree, object.root, { node: parent, kind: object.schema });
  const place = fieldPlace(path, key, object.schema.pool);
  if (!place) return { rule, message: t('“{0}” does not exist here.', key), fixes: remove };
  return {
    rule,
    message: t('“{0}” does not exist here; it belongs under “{1}”.', key, nameOf(object, place)),
    fixes: () => [...moveFix(object, value, place), ...remove()],
  };
}

function nameOf(object: WalkedObject, { from, keys }: FieldPlace): string {
  const around: string[] = [];
  for (let at = from.node; at >= 0 && at !== object.root; at = object.tree.parent(at))
    if (object.tree.keyStart(at) >= 0) around.unshift(object.tree.key(at));
  const path = [...around, ...keys];
  return path.length === 0 ? t('the top level') : path.join('.');
}

function moveFix(object: WalkedObject, value: YamlValue, place: FieldPlace): readonly Fix[] {
  if (place.isBehindList) return [];
  const edits = moveEntry(value, new YamlValue(object.tree, place.from.node), place.keys);
  return edits ? [{ title: t('Move it under “{0}”', nameOf(object, place)), edits, isSafe: false }] : [];
}

/** A property that only other versions of Kubernetes have. */
export function otherVersion(
  object: WalkedObject,
  node: number,
  { schema, slot }: { readonly schema: SchemaNode; readonly slot: number },
): SchemaFinding {
  const key = object.tree.key(node);
  const { since, until } = schema.properties.versions(slot);
  const minor = object.kubernetesMinor;
  const message =
    minor < since
      ? t('“{0}” is there since Kubernetes 1.{1}; this is for 1.{2}.', key, since, minor)
      : t('“{0}” was removed in Kubernetes 1.{1}.', key, until);
  const value = new YamlValue(object.tree, node);
  return {
    rule: 'k8s-unknown-field',
    message,
    fixes: () => choiceFix(t('Remove “{0}”', key), removeEntry(value)),
  };
}

/** A property that must be there. */
export function missingField(object: WalkedObject, place: SchemaPlace, name: string): SchemaFinding {
  const { tree } = object;
  const { node } = place;
  const where = node === object.root ? object.kind : (tree.keyAround(node) ?? object.kind);
  return {
    rule: 'k8s-missing-required',
    message: t('“{0}” is required in “{1}”.', name, where),
    fixes: () => {
      const edit = insertUnder(new YamlValue(tree, node), [], `${name}: ${skeleton(object, place, name)}`);
      return edit ? [{ title: t('Add “{0}”', name), edits: [edit], isSafe: false, isSnippet: true }] : [];
    },
  };
}

function skeleton({ schema }: WalkedObject, place: SchemaPlace, name: string): string {
  const child = schema.pool.node(place.schema.property(name));
  const [first] = child.source.e ?? [];
  if (first !== undefined) return `\${1:${first}}`;
  if (child.types === MAP_TYPE) return '{$1}';
  return child.types === LIST_TYPE ? '[$1]' : '$1';
}

/** A named field without a value. */
export function nothing(object: WalkedObject, node: number, schema: SchemaNode): SchemaFinding {
  const { tree } = object;
  const key = tree.key(node);
  return {
    rule: 'yaml-null-value',
    message: t('“{0}” has no value: it is sent as null, as if it were not there.', key),
    fixes: () => nothingFixes(tree, node, schema),
  };
}

function nothingFixes(tree: YamlTree, node: number, schema: SchemaNode): readonly Fix[] {
  const remove = removeEntry(new YamlValue(tree, node));
  const isAlone = tree.next(tree.firstChild(tree.parent(node))) < 0;
  // Alone, it takes what it stands in along.
  const removal = remove && { title: t('Remove “{0}”', tree.key(node)), edits: [remove], isSafe: !isAlone };
  const empty = schema.types === MAP_TYPE ? '{}' : schema.types === LIST_TYPE ? '[]' : undefined;
  const at = tree.keyEnd(node) + (QUOTES.has(tree.text.charAt(tree.keyEnd(node))) ? 2 : 1);
  const filling = empty !== undefined && {
    title: empty === '{}' ? t('Write an empty map') : t('Write an empty list'),
    edits: [{ start: at, end: at, newText: ` ${empty}` }],
    isSafe: false,
  };
  // An empty map means something where all of its fields are optional: `emptyDir`, `podSelector`.
  const isStruct = schema.types === MAP_TYPE && !schema.properties.isEmpty && schema.required.length === 0;
  const ordered = isStruct || isAlone ? [filling, removal] : [removal, filling];
  return ordered.filter((fix) => fix !== undefined && fix !== false);
}

const QUOTES = new Set(['"', "'"]);
