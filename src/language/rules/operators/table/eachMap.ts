import { eachAt } from '../../../manifest/eachAt.ts';
import type { ManifestObject } from '../../../manifest/manifestObject.ts';
import type { YamlValue } from '../../../yaml/yamlValue.ts';
import { keysOf, type Path } from './rowCheck.ts';

/** Makes a visitor of the maps at a path, whose keys are found once. */
export function eachMap(path: Path): (object: ManifestObject, visit: (map: YamlValue) => void) => void {
  const keys = keysOf(path);
  return (object, visit) => {
    eachAt(object.root, keys, (value) => {
      if (value.isMap) visit(value);
    });
  };
}
