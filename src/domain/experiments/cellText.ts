import { assertNever } from '../base/failure.ts';
import { formatDuration, formatMetric } from '../base/format.ts';
import { t } from '../base/text.ts';
import { stateText } from './stateText.ts';
import type { ColumnKind } from './tableColumn.ts';

/** A value as people read it; numbers with four digits, times of this machine's clock. */
export function cellText(kind: ColumnKind, value: string): string {
  switch (kind) {
    case 'number':
      return formatMetric(Number(value));
    case 'time':
      return timeText(Number(value));
    case 'duration':
      return formatDuration(Number(value));
    case 'state':
      return stateText(value);
    case 'text':
      return value;
    default:
      return assertNever(kind);
  }
}

/** `2026-01-31 14:05:09`, which sorts and reads the same everywhere. A time that no calendar has is shown as the number it is. */
export function timeText(milliseconds: number): string {
  const time = new Date(milliseconds);
  if (Number.isNaN(time.getTime())) return String(milliseconds);
  const two = (number: number) => String(number).padStart(2, '0');
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${day} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':')}`;
}

/** The head of a column. */
export function columnTitle(group: string, name: string): string {
  if (group !== 'attributes') return name;
  const titles = new Map([
    ['run_name', t('Run')],
    ['status', t('State')],
    ['start_time', t('Started')],
    ['end_time', t('Ended')],
    ['duration', t('Duration')],
    ['experiment', t('Experiment')],
    ['user_id', t('User')],
    ['run_id', t('Run id')],
    ['artifact_uri', t('Artifacts')],
  ]);
  return titles.get(name) ?? name;
}
