import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { lookUp } from '../../manifest/lookUp.ts';

const KINDS = new Set(['batch/Job', 'batch/CronJob']);

/** job-restart-policy */
export const jobRestartPolicy: ManifestRule = {
  id: 'job-restart-policy',
  on: 'pod',
  kinds: 'Job, CronJob',
  severity: 'error',
  isAboutAbsence: true,
  aliases: ['kube-score/cronjob-restartpolicy', 'datree/WORKLOAD_INCORRECT_RESTARTPOLICY_VALUE_ALWAYS'],
  fix: 'choice',
  check(pod, report) {
    if (!KINDS.has(pod.object.groupKind)) return;
    const value = lookUp(pod.spec, ['restartPolicy']);
    if (value && value.text !== 'Always') return;
    report.at(value?.span ?? pod.head, t('The pods of a Job need restartPolicy “Never” or “OnFailure”.'), {
      fixes: () =>
        choiceFix(
          t('Set it to {0}', 'Never'),
          value ? replaceValue(value, 'Never') : insertUnder(pod.spec, [], 'restartPolicy: Never'),
        ),
    });
  },
  page: () => ({
    what: 'The pod template of a Job or CronJob has `restartPolicy: Always`, or none, which is `Always`.',
    why: 'The API server rejects it: a Job is about pods that end.',
    source: 'Kubernetes, pkg/apis/batch/validation.',
    bad: jobWith('image: trainer:1', 'restartPolicy: Always'),
    good: jobWith('image: trainer:1'),
  }),
};
