import { t } from '../../../domain/base/text.ts';
import type { Report } from '../../lint/rule.ts';
import type { ManifestObject } from '../../manifest/manifestObject.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { nameSpan } from './table/custom.ts';
import { fieldOf } from './table/rowCheck.ts';
import { DNS_1035, isPlaceholder } from './table/textForm.ts';

/** The largest 32-bit integer, which means “for ever” to the webhook. */
const MAX_INT32 = 2 ** 31 - 1;

export function checkCoordinator(coordinator: YamlValue, report: Report, object: ManifestObject): void {
  const name = coordinator.at('replicatedJob')?.text;
  const jobs = Array.from(object.at('spec', 'replicatedJobs')?.items() ?? []);
  const job = jobs.find((each) => each.at('name')?.text === name);
  if (name === undefined || !job) return;
  const bounds = [
    ['jobIndex', job.at('replicas')],
    ['podIndex', job.at('template', 'spec', 'completions')],
  ] as const;
  for (const [key, limit] of bounds) {
    const index = fieldOf(coordinator, key);
    const count = limit ? limit.number : key === 'jobIndex' ? 1 : undefined;
    if (index?.number === undefined || count === undefined || (index.number >= 0 && index.number < count)) continue;
    report.at(index.span, t('“{0}” is {1}, and “{2}” has {3}, counted from 0.', key, index.number, name, count));
  }
}

export function checkClaimTemplate(template: YamlValue, report: Report, object: ManifestObject): void {
  const namespace = template.at('metadata', 'namespace');
  if (namespace?.text !== undefined)
    report.at(namespace.headSpan, t('A claim template has no namespace: its claims are made in that of the JobSet.'));
  const name = template.at('metadata', 'name');
  if (name?.text === undefined || object.isTemplated) return;
  const claim = `${name.text}-${object.name ?? ''}`;
  if (object.name !== undefined && claim.length > 63)
    report.at(name.span, t('“{0}” has {1} characters; {2} are allowed.', claim, claim.length, 63));
  const mounts = object.pods.flatMap(({ containers }) => containers.flatMap((container) => container.mounts));
  if (!mounts.some((mount) => mount.at('name')?.text === name.text))
    report.at(name.span, t('No container mounts “{0}”.', name.text));
}

export function checkClaimNames(spec: YamlValue, report: Report): void {
  const seen = new Set<string>();
  for (const policy of fieldOf(spec, 'volumeClaimPolicies')?.items() ?? []) {
    for (const template of policy.at('templates')?.items() ?? []) {
      const name = template.at('metadata', 'name');
      if (name?.text === undefined) continue;
      if (seen.has(name.text)) report.at(name.span, t('“{0}” is used twice.', name.text));
      seen.add(name.text);
    }
  }
}

/** The longest name is that of the last pod of the last job, with the five letters that Kubernetes adds. */
export function checkNames(job: YamlValue, report: Report, object: ManifestObject): void {
  const jobName = lastJobName(job, object.name);
  if (jobName === undefined) return;
  const mode = job.at('template', 'spec', 'completionMode')?.text ?? 'Indexed';
  const completions = job.at('template', 'spec', 'completions')?.number;
  const longest = mode === 'Indexed' && completions !== undefined ? `${jobName}-${completions - 1}-abcde` : jobName;
  if (longest.length > 63) {
    const message = t('A name made of “{0}” would have {1} characters; {2} are allowed.', jobName, longest.length, 63);
    report.at(job.at('name')?.span ?? nameSpan(object), message);
  } else if (!DNS_1035.test(longest)) {
    report.at(
      nameSpan(object),
      t('“{0}” must be lower-case letters, digits and “-”, and begin with a letter.', jobName),
    );
  }
}

function lastJobName(job: YamlValue, objectName: string | undefined): string | undefined {
  const name = job.at('name')?.text;
  if (name === undefined || objectName === undefined || isPlaceholder(objectName + name)) return undefined;
  const replicas = job.at('replicas');
  const count = replicas ? replicas.number : 1;
  return count === undefined || count < 1 ? undefined : `${objectName}-${name}-${count - 1}`;
}

/** What the webhook wants of every job, so that a restart of its containers is no failure of its own. */
export function checkInPlaceRestart(job: YamlValue, report: Report, object: ManifestObject): void {
  if (object.at('spec', 'failurePolicy', 'restartStrategy')?.text !== 'InPlaceRestart') return;
  const spec = job.at('template', 'spec');
  if (spec?.isMap !== true) return;
  const completions = fieldOf(spec, 'completions')?.number;
  const isRight =
    fieldOf(spec, 'backoffLimit')?.number === MAX_INT32 &&
    fieldOf(spec, 'podReplacementPolicy')?.text === 'Failed' &&
    completions !== undefined &&
    completions === fieldOf(spec, 'parallelism')?.number;
  if (isRight) return;
  report.at(
    job.at('name')?.span ?? job.headSpan,
    t(
      'Restarting in place needs backoffLimit {0}, podReplacementPolicy Failed, and completions equal to parallelism.',
      String(MAX_INT32),
    ),
  );
}
