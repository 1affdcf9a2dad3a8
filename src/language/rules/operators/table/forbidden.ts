import { t } from '../../../../domain/base/text.ts';
import { choiceFix } from '../../../lint/fixes/choiceFix.ts';
import { removeEntry } from '../../../lint/fixes/removeEntry.ts';
import type { YamlValue } from '../../../yaml/yamlValue.ts';
import { eachMap } from './eachMap.ts';
import { fieldOf, isSet, type Path, type RowCheck } from './rowCheck.ts';

/** When a field is out of place: beside another that is set, or has one of some values. Without it, always. */
export interface Beside {
  readonly field: string;
  readonly is?: readonly string[];
  /** What the field is when nobody writes it. */
  readonly byDefault?: string;
}

/** A field that must not be set, below every map at `path`; the fields are counted from that map. */
export function forbidden(path: Path, field: string, beside?: Beside): RowCheck {
  const each = eachMap(path, [field]);
  return {
    hasFix: true,
    run: (object, report) =>
      each(object, (map) => {
        const value = fieldOf(map, field);
        if (!isSet(value) || (beside && !applies(map, beside))) return;
        const message = beside ? besideText(field, beside) : t('“{0}” may not be set here.', field);
        report.at(value.headSpan, message, {
          fixes: () => choiceFix(t('Remove “{0}”', field), removeEntry(value)),
        });
      }),
  };
}

export function applies(map: YamlValue, { field, is, byDefault }: Beside): boolean {
  const value = fieldOf(map, field);
  if (!is) return isSet(value);
  const text = value ? value.text : byDefault;
  return text !== undefined && is.includes(text);
}

function besideText(field: string, { field: other, is }: Beside): string {
  return is
    ? t('“{0}” may not be set where “{1}” is {2}.', field, other, is.join(', '))
    : t('“{0}” may not be set together with “{1}”.', field, other);
}
