import { eachAt } from '../../../manifest/eachAt.ts';
import type { ManifestObject } from '../../../manifest/manifestObject.ts';
import type { YamlValue } from '../../../yaml/yamlValue.ts';
import { KeyPath } from '../../../yaml/keyPath.ts';
import type { Path } from './rowCheck.ts';

/** Makes a visitor of the maps at a path. `fields`: those of these maps, all of them, without which there is nothing to see. */
export function eachMap(
  path: Path,
  fields: readonly string[] = [],
): (object: ManifestObject, visit: (map: YamlValue) => void) => void {
  const keys = new KeyPath(
    path,
    fields.flatMap((field) => field.split('.')),
  );
  return (object, visit) => {
    eachAt(object.root, keys, (value) => {
      if (value.isMap) visit(value);
    });
  };
}
