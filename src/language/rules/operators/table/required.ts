import { t } from '../../../../domain/base/text.ts';
import { choiceFix } from '../../../lint/fixes/choiceFix.ts';
import { insertUnder } from '../../../lint/fixes/insertUnder.ts';
import { eachMap } from './eachMap.ts';
import { fieldOf, maybeSet, type Path, type RowCheck } from './rowCheck.ts';

/** Fields that every map at `path` needs; a number or a boolean counts whatever it says. `insert`: lines that a repair adds. */
export function required(
  path: Path,
  fields: string | readonly string[],
  { insert }: { readonly insert?: string } = {},
): RowCheck {
  const each = eachMap(path);
  const names = typeof fields === 'string' ? [fields] : fields;
  return {
    hasFix: insert !== undefined,
    isAboutAbsence: true,
    run: (object, report) =>
      each(object, (map) => {
        for (const name of names) {
          if (maybeSet(fieldOf(map, name))) continue;
          const span = map.node === 0 ? object.head : map.headSpan;
          report.at(span, t('“{0}” is missing.', name), {
            fixes: () => (insert === undefined ? [] : choiceFix(t('Add “{0}”', name), insertUnder(map, [], insert))),
          });
        }
      }),
  };
}
