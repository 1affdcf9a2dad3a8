import { t } from '../../../domain/base/text.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { type CronTrouble, cronTrouble } from '../../manifest/cronSchedule.ts';
import { cronJobWith } from './examples.ts';

/** cronjob-schedule-invalid */
export const cronjobScheduleInvalid: ManifestRule = {
  id: 'cronjob-schedule-invalid',
  on: 'object',
  groupKinds: ['batch/CronJob'],
  kinds: 'CronJob',
  severity: 'error',
  aliases: ['datree/CRONJOB_INVALID_SCHEDULE_VALUE'],
  check(object, report) {
    const value = object.at('spec', 'schedule');
    const text = value?.string;
    // Placeholders of shells and of kustomize.
    if (!value || text === undefined || /[${<]/.test(text)) return;
    const trouble = cronTrouble(text);
    if (trouble) report.at(value.span, words(trouble));
  },
  page: () => ({
    what: 'The schedule of a CronJob is no cron expression, or holds a time zone.',
    why: 'The API server rejects it. A time zone belongs into `timeZone`.',
    source: 'Kubernetes, pkg/apis/batch/validation; github.com/robfig/cron/v3.',
    bad: cronJobWith('concurrencyPolicy: Forbid', { schedule: '"0 25 * * *"' }),
    good: cronJobWith('concurrencyPolicy: Forbid', { schedule: '"0 5 * * 1-5"' }),
  }),
};

function words(trouble: CronTrouble): string {
  if (trouble.code === 'zone') return t('A time zone does not belong into the schedule: set “timeZone”.');
  if (trouble.code === 'fields')
    return t(
      'A schedule has five fields (minute, hour, day, month, weekday), this one has {0}.',
      String(trouble.count),
    );
  return trouble.code === 'field'
    ? t('“{0}” is not possible at its place in a schedule.', trouble.text)
    : t('“{0}” is no schedule: @hourly, @daily, @weekly, @monthly, @yearly, or “@every 1h”.', trouble.text);
}
