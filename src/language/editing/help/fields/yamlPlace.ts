import type { Span } from '../../../../domain/deploy/specNode.ts';
import { splitDocuments } from '../../../yaml/splitDocuments.ts';
import type { YamlValue } from '../../../yaml/yamlValue.ts';
import { type CursorProbe, probeCursor } from '../../manifest/cursorProbe.ts';

/** Keys (texts) and indexes (numbers) from the root. */
export type YamlPath = readonly (string | number)[];

/** Where a cursor stands in a YAML file of another program than Kubernetes. */
export interface YamlPlace {
  readonly probe: CursorProbe;
  /** Of the map that a key would stand in; undefined where no key can stand. */
  readonly mapPath: YamlPath | undefined;
  /** Of the value that could be written; undefined where none can. */
  readonly valuePath: YamlPath | undefined;
  readonly root: YamlValue;
  /** From the start of the file. */
  readonly word: Span;
}

/** Undefined in comments, and where nothing can be written. */
export function yamlPlaceAt(text: string, offset: number): YamlPlace | undefined {
  const document = splitDocuments(text).findLast(({ start }) => start <= offset);
  if (!document) return undefined;
  const probe = probeCursor(text.slice(document.start, document.end), offset - document.start);
  if (!probe) return undefined;
  const { word, root, parent, value } = probe;
  return {
    probe,
    root,
    word: { start: document.start + word.start, end: document.start + word.end },
    mapPath: probe.place === 'key' ? parent?.path : undefined,
    valuePath: probe.place === 'key' ? itemPath(parent) : value.path,
  };
}

/** An item of a list that nothing else stands in may become a word as well as a map. */
function itemPath(map: YamlValue | undefined): YamlPath | undefined {
  if (map?.parent?.isList !== true || map.items().length !== 1) return undefined;
  return map.tree.source(map.node).startsWith('{') ? undefined : map.path;
}
