import { t } from '../../../../domain/base/text.ts';
import type { Report } from '../../../lint/rule.ts';
import type { YamlValue } from '../../../yaml/yamlValue.ts';
import { fieldOf } from './rowCheck.ts';

/** The second of two that exclude each other, if both are there. */
export function reportBoth(report: Report, first: YamlValue | undefined, second: YamlValue | undefined): void {
  if (first && second) {
    report.at(second.headSpan, t('“{0}” and “{1}” exclude each other.', first.key ?? '', second.key ?? ''));
  }
}

/** A text that is known and none of some. */
export function reportOther(report: Report, value: YamlValue | undefined, values: readonly string[]): void {
  const text = value?.text;
  if (value && text !== undefined && text !== '' && !values.includes(text)) {
    report.at(value.span, t('“{0}” is not one of {1}.', text, values.join(', ')));
  }
}

/** A number that is known and below another. */
export function reportBelow(report: Report, value: YamlValue | undefined, min: number): void {
  if (value?.number !== undefined && value.number < min) {
    report.at(value.span, t('“{0}” must be at least {1}.', value.key ?? '', min));
  }
}

/** A number that is above that of another field of the same map; `byDefault` is what the other is when it is absent. */
export function reportAbove(
  report: Report,
  map: YamlValue,
  names: readonly [low: string, high: string],
  byDefault?: number,
): void {
  const [low, high] = names;
  const lower = fieldOf(map, low);
  const upper = fieldOf(map, high);
  const most = upper ? upper.number : byDefault;
  if (lower?.number !== undefined && most !== undefined && lower.number > most) {
    report.at(lower.span, t('“{0}” is {1}, and “{2}” is {3}.', low, lower.number, high, most));
  }
}

/** A variable that must not stand here. */
export function reportEntry(report: Report, entry: YamlValue | undefined, message: string): void {
  if (entry) report.at(entry.at('name')?.span ?? entry.headSpan, message);
}
