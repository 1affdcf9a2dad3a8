import { t } from '../../../../domain/base/text.ts';
import { choiceFix } from '../../../lint/fixes/choiceFix.ts';
import { replaceValue } from '../../../lint/fixes/replaceValue.ts';
import { eachMap } from './eachMap.ts';
import { fieldOf, type Path, type RowCheck } from './rowCheck.ts';

export interface Bounds {
  readonly min?: number;
  readonly max?: number;
  /** Its absence is as wrong as a bad number. */
  readonly isRequired?: true;
}

/** A number within bounds, below every map at `path`. */
export function range(path: Path, field: string, { min = -Infinity, max = Infinity, isRequired }: Bounds): RowCheck {
  const each = eachMap(path, isRequired ? [] : [field]);
  return {
    hasFix: true,
    isAboutAbsence: isRequired === true,
    run: (object, report) =>
      each(object, (map) => {
        const value = fieldOf(map, field);
        if (!value && isRequired) report.at(map.headSpan, boundsText(field, min, max));
        const number = value?.number;
        if (!value || number === undefined || (number >= min && number <= max)) return;
        const near = String(number < min ? min : max);
        report.at(value.span, boundsText(field, min, max), {
          fixes: () => choiceFix(t('Change to {0}', near), replaceValue(value, near)),
        });
      }),
  };
}

function boundsText(field: string, min: number, max: number): string {
  if (min === max) return t('“{0}” must be {1}.', field, min);
  if (max === Infinity) return t('“{0}” must be at least {1}.', field, min);
  if (min === -Infinity) return t('“{0}” must be at most {1}.', field, max);
  return t('“{0}” must be from {1} to {2}.', field, min, max);
}
