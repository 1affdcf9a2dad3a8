/** Why a text is no schedule of a CronJob. */
export type CronTrouble =
  | { readonly code: 'zone' }
  | { readonly code: 'fields'; readonly count: number }
  | { readonly code: 'field'; readonly text: string }
  | { readonly code: 'word'; readonly text: string };

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const DAYS = 'sun mon tue wed thu fri sat'.split(' ');

interface Field {
  readonly min: number;
  readonly max: number;
  /** Names of the values from `min` on. */
  readonly names?: readonly string[];
}

/** Minute, hour, day of month, month, day of week. Source: github.com/robfig/cron/v3, parser.go and spec.go (ParseStandard). */
const FIELDS: readonly Field[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: MONTHS },
  { min: 0, max: 6, names: DAYS },
];
const WORDS = new Set(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']);
const NUMBER = /^\+?\d+$/;
const DURATION = /^@every [-+]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/;

/** Undefined for a schedule that the CronJob controller takes: five fields, a word such as `@daily`, or `@every` and a duration. */
export function cronTrouble(schedule: string): CronTrouble | undefined {
  if (/^(?:CRON_)?TZ=/.test(schedule) || schedule.includes('TZ=')) return { code: 'zone' };
  if (schedule.startsWith('@'))
    return WORDS.has(schedule) || DURATION.test(schedule) ? undefined : { code: 'word', text: schedule };
  const fields = schedule.split(/\s+/).filter((field) => field !== '');
  if (fields.length !== FIELDS.length) return { code: 'fields', count: fields.length };
  const wrong = fields.find((field, index) => {
    const rule = FIELDS[index];
    // Nothing between commas is left out, as the controller does.
    return rule !== undefined && !field.split(',').every((part) => part === '' || isRange(part, rule));
  });
  return wrong === undefined ? undefined : { code: 'field', text: wrong };
}

/** `*`, `5`, `1-5`, `mon-fri`, each with a step. Behind a star a dash and more is taken and means nothing. */
function isRange(text: string, field: Field): boolean {
  const [range = '', step, ...more] = text.split('/');
  if (more.length > 0) return false;
  if (step !== undefined && !(NUMBER.test(step) && Number(step) > 0)) return false;
  const [first = '', last, ...rest] = range.split('-');
  if (first === '*' || first === '?') return true;
  const start = valueOf(first, field);
  const end = last === undefined ? (step === undefined ? start : field.max) : valueOf(last, field);
  return rest.length === 0 && start >= field.min && end <= field.max && start <= end;
}

/** NaN for what is neither a number nor a name. */
function valueOf(text: string, { min, names }: Field): number {
  const index = names?.indexOf(text.toLowerCase()) ?? -1;
  if (index >= 0) return index + min;
  return NUMBER.test(text) ? Number(text) : Number.NaN;
}
