import type { Span } from '../../../../domain/deploy/specNode.ts';
import type { Report } from '../../../lint/rule.ts';
import type { ManifestObject } from '../../../manifest/manifestObject.ts';
import type { YamlValue } from '../../../yaml/yamlValue.ts';
import { eachMap } from './eachMap.ts';
import type { CheckTraits, Path, RowCheck } from './rowCheck.ts';

/** A condition of its own for every map at `path`. */
export function custom(
  path: Path,
  run: (map: YamlValue, report: Report, object: ManifestObject) => void,
  { needs, ...traits }: CheckTraits = {},
): RowCheck {
  const each = eachMap(path, needs);
  return { ...traits, run: (object, report) => each(object, (map) => run(map, report, object)) };
}

/** The name of an object, or what stands in its place. */
export function nameSpan(object: ManifestObject): Span {
  return object.at('metadata', 'name')?.span ?? object.head;
}
