import { t } from '../../../domain/base/text.ts';
import { gpuResource } from '../../../domain/cluster/gpu.ts';
import { parseImageRef } from '../../../domain/images/imageRef.ts';
import type { Rule } from '../../lint/rule.ts';
import { isTimeZone } from '../../manifest/isTimeZone.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { isMerged, itemsOf } from '../../yamlFile/entriesOf.ts';
import type { YamlFile } from '../../yamlFile/yamlFile.ts';
import { repeatedKey } from '../yamlFile/repeatedKey.ts';
import { shapeRules } from '../yamlFile/shapeRules.ts';
import { PREFECT_SHAPE } from './prefectShape.ts';

const SOURCE = 'Prefect documentation, Define deployments with YAML.';

function prefectWith(...lines: readonly string[]): string {
  return `deployments:\n  - name: nightly\n    entrypoint: flows.py:train\n${lines.map((line) => `    ${line}\n`).join('')}`;
}

const deploymentsOf = (root: YamlValue | undefined): readonly YamlValue[] =>
  itemsOf(root?.at('deployments')).filter(({ isMap }) => isMap);

/** Of all deployments: one field holds one, the other a list. */
const schedulesOf = (root: YamlValue | undefined): readonly YamlValue[] =>
  deploymentsOf(root).flatMap((deployment) =>
    [deployment.at('schedule') ?? [], itemsOf(deployment.at('schedules'))].flat(),
  );

/** Maps of resources, however deep. */
function resourcesIn(value: YamlValue, seen = new Set<number>()): readonly YamlValue[] {
  if ((!value.isMap && !value.isList) || seen.has(value.target)) return [];
  seen.add(value.target);
  const own = value.isMap && value.at('requests')?.isMap === true ? [value] : [];
  return [...own, ...value.items().flatMap((item) => resourcesIn(item, seen))];
}

/** Rules of prefect.yaml. */
export const prefectRules: readonly Rule<YamlFile>[] = [
  repeatedKey,
  ...shapeRules({
    kinds: 'prefect.yaml',
    shape: PREFECT_SHAPE,
    reading: { isUnknown: ({ tree, target }) => /\{\{|\$/.test(tree.source(target)) },
    wrong: {
      id: 'prefect-schema',
      severity: 'warning',
      page: {
        what: 'A field holds something of another type than Prefect reads there.',
        why: '`prefect deploy` warns of it or fails, and leaves out what the field says.',
        source: 'Prefect, schemas/prefect.yaml.schema.json.',
        bad: prefectWith('work_pool: {name: gpu}', 'parameters: [epochs]'),
        good: prefectWith('work_pool: {name: gpu}', 'parameters: {epochs: 3}'),
      },
    },
  }),
  {
    id: 'prefect-timezone',
    kinds: 'prefect.yaml',
    severity: 'error',
    check({ root }, report) {
      for (const schedule of schedulesOf(root)) {
        const zone = schedule.at('timezone');
        if (zone?.string !== undefined && !/[{$]/.test(zone.string) && !isTimeZone(zone.string))
          report.at(zone.span, t('There is no time zone “{0}”.', zone.string));
      }
    },
    page: () => ({
      what: 'A schedule in a time zone that does not exist.',
      why: '`prefect deploy` refuses it.',
      source: 'IANA Time Zone Database.',
      bad: prefectWith('work_pool: {name: gpu}', 'schedules: [{cron: "0 3 * * *", timezone: Europe/Berlln}]'),
      good: prefectWith('work_pool: {name: gpu}', 'schedules: [{cron: "0 3 * * *", timezone: Europe/Berlin}]'),
    }),
  },
  {
    id: 'prefect-job-variables-gpu',
    kinds: 'prefect.yaml',
    severity: 'warning',
    check({ root }, report) {
      for (const deployment of deploymentsOf(root)) {
        const variables = deployment.at('work_pool', 'job_variables');
        for (const resources of variables ? resourcesIn(variables) : [])
          for (const request of resources.at('requests')?.items() ?? [])
            if (request.key !== undefined && gpuResource(request.key) && !resources.at('limits', request.key))
              report.at(request.headSpan, t('GPUs are asked for as limits: add “{0}” to “limits”.', request.key));
      }
    },
    page: () => ({
      what: 'Variables of a job ask for GPUs as requests alone.',
      why: 'Kubernetes refuses the pod: the number of GPUs must stand in the limits.',
      source: 'Kubernetes documentation, Schedule GPUs.',
      bad: prefectWith('work_pool: {name: gpu, job_variables: {resources: {requests: {nvidia.com/gpu: 1}}}}'),
      good: prefectWith('work_pool: {name: gpu, job_variables: {resources: {limits: {nvidia.com/gpu: 1}}}}'),
    }),
  },
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
      for (const schedule of schedulesOf(root)) {
        const cron = schedule.at('cron');
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
