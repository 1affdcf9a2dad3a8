import type { YamlValue } from '../../yaml/yamlValue.ts';
import type { TextEdit } from '../finding.ts';

/** The edit that gives the key of a value another name. */
export function renameKey(value: YamlValue, newText: string): TextEdit | undefined {
  const span = value.keySpan;
  return span && { ...span, newText };
}
