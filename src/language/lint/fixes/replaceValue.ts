import type { YamlValue } from '../../yaml/yamlValue.ts';
import type { TextEdit } from '../finding.ts';

/** The edit that writes another scalar where a value stands. An alias is replaced, not what it stands for. */
export function replaceValue(value: YamlValue, text: string): TextEdit {
  const { start, end } = value.span;
  const isBehindColon = start === end && value.tree.text.charAt(start - 1) === ':';
  return { start, end, newText: isBehindColon ? ` ${text}` : text };
}
