import type { Report } from '../../../lint/rule.ts';
import type { ManifestObject } from '../../../manifest/manifestObject.ts';
import type { YamlValue } from '../../../yaml/yamlValue.ts';

/** One condition of a row; the functions beside this file make them. */
export interface RowCheck {
  /** Its finding can be repaired. */
  readonly hasFix?: boolean;
  /** It finds that something is missing. */
  readonly isAboutAbsence?: boolean;
  run(object: ManifestObject, report: Report): void;
}

/** What is known of a condition of its own. */
export interface CheckTraits extends Pick<RowCheck, 'hasFix' | 'isAboutAbsence'> {
  /** Keys, all of them, that must stand in the document for it to find something. */
  readonly needs?: readonly string[];
}

/** Keys from the root of an object: `spec.groups.*.name`, or a list where a key has dots itself. `*` is every item of a list or value of a map. */
export type Path = string | readonly string[];

/** The value below a key of a map, or below several with dots between. Null is the same as nothing to the validators, which see Go's zero value. */
export function fieldOf(map: YamlValue, key: string): YamlValue | undefined {
  const value = key.includes('.') ? map.at(...key.split('.')) : map.at(key);
  return value?.isNull === true ? undefined : value;
}

/** Text that is known and not empty, or a map or list: what a validator in Go calls “set”. Templates may turn out as nothing. */
export function isSet(value: YamlValue | undefined): value is YamlValue {
  return value !== undefined && !value.isMasked && (value.isMap || value.isList || (value.text ?? '') !== '');
}

/** It may be there: written, in a template, or of a form that nobody can judge. */
export function maybeSet(value: YamlValue | undefined): boolean {
  return value !== undefined && (value.target < 0 || value.isMasked || isSet(value));
}
