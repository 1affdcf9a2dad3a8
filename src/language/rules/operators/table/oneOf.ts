import { t } from '../../../../domain/base/text.ts';
import { choiceFix } from '../../../lint/fixes/choiceFix.ts';
import { replaceValue } from '../../../lint/fixes/replaceValue.ts';
import type { YamlValue } from '../../../yaml/yamlValue.ts';
import type { Fix } from '../../../lint/finding.ts';
import { eachMap } from './eachMap.ts';
import { fieldOf, type Path, type RowCheck } from './rowCheck.ts';

/** Values that are offered as repairs. */
const MOST_OFFERED = 4;

/** One of a list of texts, below every map at `path`; case counts. */
export function oneOf(path: Path, field: string, values: readonly string[]): RowCheck {
  const each = eachMap(path, [field]);
  return {
    hasFix: true,
    run: (object, report) =>
      each(object, (map) => {
        const value = fieldOf(map, field);
        const text = value?.text;
        if (!value || text === undefined || text === '' || values.includes(text)) return;
        report.at(value.span, t('“{0}” is not one of {1}.', text, values.join(', ')), {
          fixes: () => offered(value, text, values),
        });
      }),
  };
}

/** What differs in case alone comes first. */
function offered(value: YamlValue, text: string, values: readonly string[]): readonly Fix[] {
  const same = values.filter((each) => each.toLowerCase() === text.toLowerCase());
  return [...same, ...values.filter((each) => !same.includes(each))]
    .slice(0, MOST_OFFERED)
    .flatMap((each) => choiceFix(t('Change to “{0}”', each), replaceValue(value, each)));
}
