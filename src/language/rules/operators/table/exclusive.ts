import { t } from '../../../../domain/base/text.ts';
import { choiceFix } from '../../../lint/fixes/choiceFix.ts';
import { removeEntry } from '../../../lint/fixes/removeEntry.ts';
import { eachMap } from './eachMap.ts';
import { fieldOf, isSet, maybeSet, type Path, type RowCheck } from './rowCheck.ts';

/** At most one of some fields, below every map at `path`. */
export function atMostOneOf(path: Path, fields: readonly string[]): RowCheck {
  const each = eachMap(path);
  return {
    hasFix: true,
    run: (object, report) =>
      each(object, (map) => {
        const present = fields.map((field) => fieldOf(map, field)).filter(isSet);
        const [first, second] = present;
        if (!first || !second) return;
        report.at(second.headSpan, t('“{0}” and “{1}” exclude each other.', first.key ?? '', second.key ?? ''), {
          related: [{ ...first.headSpan, message: t('The other one') }],
          fixes: () => choiceFix(t('Remove “{0}”', second.key ?? ''), removeEntry(second)),
        });
      }),
  };
}

/** At least one of some fields, below every map at `path`. */
export function atLeastOneOf(path: Path, fields: readonly string[]): RowCheck {
  const each = eachMap(path);
  return {
    isAboutAbsence: true,
    run: (object, report) =>
      each(object, (map) => {
        if (fields.some((field) => maybeSet(fieldOf(map, field)))) return;
        report.at(map.headSpan, t('One of {0} is needed.', fields.join(', ')));
      }),
  };
}
