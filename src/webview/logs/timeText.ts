import type { TimeMode } from './viewOptions.ts';

/** Width of each form in characters, so that texts stand below each other. */
export const TIME_WIDTH: Readonly<Record<TimeMode, number>> = { off: 0, absolute: 13, relative: 12 };

/** `14:02:07.123` in local time, or `+00:12.345` since `origin`; '' without a stamp. */
export function timeText(stamp: string, mode: TimeMode, origin: string): string {
  if (mode === 'off' || stamp === '') return '';
  const at = Date.parse(stamp);
  if (Number.isNaN(at)) return '';
  if (mode === 'absolute') {
    const time = new Date(at);
    const [hours, minutes, seconds] = [time.getHours(), time.getMinutes(), time.getSeconds()].map(twoDigits);
    return `${hours}:${minutes}:${seconds}.${String(time.getMilliseconds()).padStart(3, '0')}`;
  }
  const since = Math.max(0, at - Date.parse(origin));
  const hours = Math.floor(since / 3_600_000);
  const minutes = twoDigits(Math.floor(since / 60_000) % 60);
  const seconds = ((since % 60_000) / 1000).toFixed(hours > 0 ? 0 : 3).padStart(hours > 0 ? 2 : 6, '0');
  return hours > 0 ? `+${hours}:${minutes}:${seconds}` : `+${minutes}:${seconds}`;
}

const twoDigits = (value: number) => String(value).padStart(2, '0');
