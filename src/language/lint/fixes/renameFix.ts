import { t } from '../../../domain/base/text.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import type { Fix } from '../finding.ts';
import { renameKey } from './renameKey.ts';

/** The repair of a key that can only mean one thing; none where there is no key. */
export function renameFix(value: YamlValue, name: string): readonly Fix[] {
  const edit = renameKey(value, name);
  return edit ? [{ title: t('Rename to “{0}”', name), edits: [edit], isSafe: true }] : [];
}
