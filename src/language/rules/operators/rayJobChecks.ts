import { t } from '../../../domain/base/text.ts';
import type { Report } from '../../lint/rule.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { isAutoscaled } from './rayShared.ts';
import { reportAbove, reportBelow, reportBoth } from './table/reports.ts';
import { fieldOf, isSet } from './table/rowCheck.ts';

/** What is deleted first: its time must not be above that of the next. */
const ORDER = ['DeleteWorkers', 'DeleteCluster', 'DeleteSelf'];

/** Rules, or the two old fields, or the shutdown; not several. */
export function checkDeletion(spec: YamlValue, report: Report): void {
  const strategy = fieldOf(spec, 'deletionStrategy');
  if (!strategy?.isMap) return;
  const rules = fieldOf(strategy, 'deletionRules');
  const old = fieldOf(strategy, 'onSuccess') ?? fieldOf(strategy, 'onFailure');
  if (isSet(rules) && fieldOf(spec, 'shutdownAfterJobFinishes')?.boolean === true) {
    report.at(
      rules.headSpan,
      t('“{0}” may not be set together with “{1}”.', 'deletionRules', 'shutdownAfterJobFinishes'),
    );
  }
  if (isSet(rules) && old)
    report.at(old.headSpan, t('“{0}” may not be set together with “{1}”.', old.key ?? '', 'deletionRules'));
}

export function checkDeletionRules(spec: YamlValue, report: Report): void {
  const times = new Map<string, Map<string, number>>();
  for (const rule of spec.at('deletionStrategy', 'deletionRules')?.items() ?? []) {
    const condition = fieldOf(rule, 'condition');
    const policy = rule.at('policy');
    if (!condition?.isMap || policy?.text === undefined || !checkCondition(condition, report)) continue;
    const message = policyTrouble(policy.text, spec);
    if (message === undefined) checkTime({ condition, policy, times }, report);
    else report.at(policy.span, message);
  }
}

/** Why a policy of deletion is not for this job. */
function policyTrouble(policy: string, spec: YamlValue): string | undefined {
  const cluster = fieldOf(spec, 'rayClusterSpec');
  if (fieldOf(spec, 'clusterSelector') && (policy === 'DeleteCluster' || policy === 'DeleteWorkers')) {
    return t('A cluster that is only used is not deleted by the job.');
  }
  if (policy === 'DeleteWorkers' && cluster?.isMap && isAutoscaled(cluster) === true) {
    return t('Workers cannot be deleted while the cluster is scaled automatically.');
  }
  return undefined;
}

/** Exactly one status, and a time that is not below zero. */
function checkCondition(condition: YamlValue, report: Report): boolean {
  const status = fieldOf(condition, 'jobStatus');
  const deployment = fieldOf(condition, 'jobDeploymentStatus');
  reportBelow(report, fieldOf(condition, 'ttlSeconds'), 0);
  reportBoth(report, status, deployment);
  if (!status && !deployment)
    report.at(condition.headSpan, t('One of {0} is needed.', 'jobStatus, jobDeploymentStatus'));
  return (status === undefined) !== (deployment === undefined);
}

interface TimedRule {
  readonly condition: YamlValue;
  readonly policy: YamlValue;
  /** Seconds by policy, by the condition so far. */
  readonly times: Map<string, Map<string, number>>;
}

function checkTime({ condition, policy, times }: TimedRule, report: Report): void {
  const status = fieldOf(condition, 'jobStatus') ?? fieldOf(condition, 'jobDeploymentStatus');
  const ttl = fieldOf(condition, 'ttlSeconds');
  const seconds = ttl ? ttl.number : 0;
  const name = policy.text ?? '';
  if (status?.text === undefined || seconds === undefined) return;
  const key = `${status.key ?? ''} ${status.text}`;
  const known = times.get(key) ?? new Map<string, number>();
  times.set(key, known);
  const other = Array.from(known).find(([policyBefore, time]) => contradicts([policyBefore, time], [name, seconds]));
  if (known.has(name)) report.at(policy.span, t('A rule for “{0}” and “{1}” stands above.', name, status.text));
  else if (other) {
    report.at((ttl ?? policy).span, t('“{0}” after {1} s contradicts “{2}” after {3} s.', name, seconds, ...other));
  }
  known.set(name, seconds);
}

type Deletion = readonly [policy: string, seconds: number];

/** What is to be deleted first has the later time. */
function contradicts([one, oneTime]: Deletion, [two, twoTime]: Deletion): boolean {
  const [a, b] = [ORDER.indexOf(one), ORDER.indexOf(two)];
  return a >= 0 && b >= 0 && (a < b ? oneTime > twoTime : a > b && oneTime < twoTime);
}

/** Steps of an upgrade in percent. */
export function checkIncrementalUpgrade(spec: YamlValue, report: Report): void {
  const type = spec.at('upgradeStrategy', 'type');
  const options = spec.at('upgradeStrategy', 'clusterUpgradeOptions');
  if (type?.text !== 'NewClusterWithIncrementalUpgrade' || !options?.isMap) return;
  for (const value of ['maxSurgePercent', 'stepSizePercent'].map((field) => fieldOf(options, field))) {
    if (value?.number !== undefined && (value.number < 0 || value.number > 100)) {
      report.at(value.span, t('“{0}” must be from {1} to {2}.', value.key ?? '', 0, 100));
    }
  }
  reportAbove(report, options, ['stepSizePercent', 'maxSurgePercent'], 100);
  reportBelow(report, fieldOf(options, 'intervalSeconds'), 1);
}
