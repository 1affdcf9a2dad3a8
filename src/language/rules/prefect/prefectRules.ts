import { t } from '../../../domain/base/text.ts';
import { parseImageRef } from '../../../domain/images/imageRef.ts';
import type { Rule } from '../../lint/rule.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { isMerged, itemsOf } from '../../yamlFile/entriesOf.ts';
import type { YamlFile } from '../../yamlFile/yamlFile.ts';
import { repeatedKey } from '../yamlFile/repeatedKey.ts';

const SOURCE = 'Prefect documentation, Define deployments with YAML.';

function prefectWith(...lines: readonly string[]): string {
  return `deployments:\n  - name: nightly\n    entrypoint: flows.py:train\n${lines.map((line) => `    ${line}\n`).join('')}`;
}

const deploymentsOf = (root: YamlValue | undefined): readonly YamlValue[] =>
  itemsOf(root?.at('deployments')).filter(({ isMap }) => isMap);

/** Rules of prefect.yaml. */
export const prefectRules: readonly Rule<YamlFile>[] = [
  repeatedKey,
  {
    id: 'prefect-work-pool-missing',
    kinds: 'prefect.yaml',
    severity: 'warning',
    isAboutAbsence: true,
    check({ root }, report) {
      for (const deployment of deploymentsOf(root)) {
        const [first] = deployment.items();
        const pool = deployment.at('work_pool');
        const name = pool?.at('name');
        if (isMerged(deployment) || (pool && (!pool.isMap || isMerged(pool))) || (name && !name.isNull)) continue;
        report.at(pool?.headSpan ?? first?.headSpan ?? deployment.span, t('Nobody runs this: name a work pool.'));
      }
    },
    page: () => ({
      what: 'A deployment without a work pool.',
      why: '`prefect deploy` asks for one, and fails where nobody can answer, as in CI.',
      source: SOURCE,
      bad: prefectWith(),
      good: prefectWith('work_pool: {name: gpu}'),
    }),
  },
  {
    id: 'prefect-entrypoint-missing',
    kinds: 'prefect.yaml',
    severity: 'warning',
    check({ root }, report, { near }) {
      for (const deployment of deploymentsOf(root)) {
        const entrypoint = deployment.at('entrypoint');
        const [, path] = /^([^:{}$]+\.py):[^:]+$/.exec(entrypoint?.string ?? '') ?? [];
        if (entrypoint && path !== undefined && near?.kindOf(path) === 'nothing')
          report.at(entrypoint.span, t('There is no “{0}” here.', path));
      }
    },
    page: () => ({
      what: 'The file of a flow is not there.',
      why: '`prefect deploy` reads the flow from it and fails; paths count from the folder of prefect.yaml.',
      source: SOURCE,
      bad: prefectWith('work_pool: {name: gpu}').replace('flows.py', 'missing.py'),
      good: prefectWith('work_pool: {name: gpu}'),
    }),
  },
  {
    id: 'prefect-schedule-xor',
    kinds: 'prefect.yaml',
    severity: 'error',
    check({ root }, report) {
      for (const deployment of deploymentsOf(root)) {
        const [one, several] = [deployment.at('schedule'), deployment.at('schedules')];
        if (one && several && !one.isNull && !several.isNull)
          report.at(one.headSpan, t('“{0}” and “{1}” exclude each other.', 'schedule', 'schedules'), {
            related: [{ ...several.headSpan, message: t('The other one') }],
          });
      }
    },
    page: () => ({
      what: '`schedule` and `schedules` of one deployment.',
      why: '`prefect deploy` refuses it.',
      source: SOURCE,
      bad: prefectWith('work_pool: {name: gpu}', 'schedule: {interval: 60}', 'schedules: [{interval: 60}]'),
      good: prefectWith('work_pool: {name: gpu}', 'schedules: [{interval: 60}]'),
    }),
  },
  {
    id: 'prefect-cron-invalid',
    kinds: 'prefect.yaml',
    severity: 'error',
    check({ root }, report) {
      for (const deployment of deploymentsOf(root))
        for (const schedule of [deployment.at('schedule'), ...itemsOf(deployment.at('schedules'))]) {
          const cron = schedule?.at('cron');
          const text = cron?.string?.trim();
          if (!cron || text === undefined || /[{$@]/.test(text)) continue;
          const fields = text.split(/\s+/).length;
          if (fields < 5 || fields > 7)
            report.at(cron.span, t('A schedule has five fields: minute, hour, day, month, day of the week.'));
        }
    },
    page: () => ({
      what: 'A schedule that is none.',
      why: '`prefect deploy` refuses it.',
      source: 'croniter, which Prefect reads schedules with.',
      bad: prefectWith('work_pool: {name: gpu}', 'schedules: [{cron: "0 3 * *"}]'),
      good: prefectWith('work_pool: {name: gpu}', 'schedules: [{cron: "0 3 * * *"}]'),
    }),
  },
  {
    id: 'prefect-image-latest',
    kinds: 'prefect.yaml',
    severity: 'warning',
    check({ root }, report) {
      for (const deployment of deploymentsOf(root)) {
        const image = deployment.at('work_pool', 'job_variables', 'image');
        const ref = image?.string === undefined || /[${]/.test(image.string) ? undefined : parseImageRef(image.string);
        if (image && ref?.tag === 'latest' && ref.digest === undefined)
          report.at(image.span, t('“latest” moves: what runs today is not what runs tomorrow.'));
      }
    },
    page: () => ({
      what: 'Flows run in an image with the tag `latest`.',
      why: 'Yesterday’s run cannot be repeated, and a worker may still have an older image.',
      source: 'Docker documentation, docker image pull.',
      bad: prefectWith('work_pool: {name: gpu, job_variables: {image: "lab/trainer:latest"}}'),
      good: prefectWith('work_pool: {name: gpu, job_variables: {image: "lab/trainer:1.0"}}'),
    }),
  },
  {
    id: 'prefect-entrypoint-form',
    kinds: 'prefect.yaml',
    severity: 'error',
    check({ root }, report) {
      for (const deployment of deploymentsOf(root)) {
        const entry = deployment.at('entrypoint');
        const text = entry?.string;
        if (entry && text?.endsWith('.py') === true && !/[{$]/.test(text))
          report.at(entry.span, t('Name the flow behind the file: “{0}”.', `${text}:flow`));
      }
    },
    page: () => ({
      what: 'An entry point that names a file and no flow.',
      why: 'Prefect cannot know which function to run.',
      source: SOURCE,
      bad: prefectWith('work_pool: {name: gpu}').replace(':train', ''),
      good: prefectWith('work_pool: {name: gpu}'),
    }),
  },
];
