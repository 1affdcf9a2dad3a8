import { t } from '../../../domain/base/text.ts';
import type { Report } from '../../lint/rule.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { envOf, groupsOf, rayContainer, workersOf } from './rayShared.ts';
import { reportEntry } from './table/reports.ts';
import { fieldOf, isSet } from './table/rowCheck.ts';
import { DNS_1123 } from './table/textForm.ts';

export const OPTIONS = 'gcsFaultToleranceOptions';
const TLS_VARIABLES = ['RAY_USE_TLS', 'RAY_TLS_SERVER_CERT', 'RAY_TLS_SERVER_KEY', 'RAY_TLS_CA_CERT'];
const CLAIM_FIELDS = ['size', 'storageClassName', 'accessModes'];
const REDIS_FIELDS = ['redisAddress', 'redisUsername', 'redisPassword', 'externalStorageNamespace'];

/** Variables of the head that are set in its options. */
export function reportHeadEnv(cluster: YamlValue, report: Report, names: readonly string[]): void {
  for (const name of names) {
    const entry = envOf(rayContainer(fieldOf(cluster, 'headGroupSpec')), name);
    reportEntry(report, entry, t('“{0}” may not be set together with “{1}”.', name, OPTIONS));
  }
}

/** Fields of the storage that was not chosen. */
export function checkBackend(cluster: YamlValue, report: Report): void {
  const options = fieldOf(cluster, OPTIONS);
  const backend = options && fieldOf(options, 'backend');
  if (!options?.isMap || (backend && backend.text === undefined)) return;
  if (backend?.text === 'rocksdb') checkRocksDb(options, report);
  const storage = fieldOf(options, 'storage');
  if (backend?.text === 'rocksdb') reportHeadEnv(cluster, report, ['RAY_gcs_storage', 'RAY_gcs_storage_path']);
  else if (storage) {
    report.at(storage.headSpan, t('“{0}” may not be set where “{1}” is {2}.', 'storage', 'backend', 'redis'));
  }
}

function checkRocksDb(options: YamlValue, report: Report): void {
  for (const value of REDIS_FIELDS.map((field) => fieldOf(options, field)).filter(isSet)) {
    report.at(value.headSpan, t('“{0}” may not be set where “{1}” is {2}.', value.key ?? '', 'backend', 'rocksdb'));
  }
  const storage = fieldOf(options, 'storage');
  if (!storage?.isMap || !isSet(fieldOf(storage, 'claimName'))) return;
  for (const value of CLAIM_FIELDS.map((field) => fieldOf(storage, field)).filter(isSet)) {
    report.at(value.headSpan, t('“{0}” may not be set together with “{1}”.', value.key ?? '', 'claimName'));
  }
}

/** Rules for a direction that the mode leaves free, and groups that are not there. */
export function checkNetwork(cluster: YamlValue, report: Report): void {
  const policy = fieldOf(cluster, 'networkPolicy');
  if (!policy?.isMap) return;
  const groups = Array.from(fieldOf(policy, 'workerGroups')?.items() ?? []);
  const places = [fieldOf(policy, 'head'), fieldOf(policy, 'worker'), ...groups].flatMap((place) => place ?? []);
  checkDirections(fieldOf(policy, 'mode')?.text ?? '', places, report);
  const names = checkGroupNames(cluster, report);
  for (const name of groups.map((group) => group.at('groupName'))) {
    if (name?.text === undefined || names.has(name.text) || names.has(undefined)) continue;
    report.at(name.span, t('No worker group is named “{0}”.', name.text));
  }
}

function checkDirections(mode: string, places: readonly YamlValue[], report: Report): void {
  if (mode !== 'DenyAllEgress' && mode !== 'DenyAllIngress') return;
  const free = mode === 'DenyAllEgress' ? 'ingressRules' : 'egressRules';
  for (const rules of places.map((place) => place.at(free))) {
    if (rules) report.at(rules.headSpan, t('“{0}” may not be set where “{1}” is {2}.', free, 'mode', mode));
  }
}

/** Names of the groups; each becomes part of the name of a policy. */
function checkGroupNames(cluster: YamlValue, report: Report): ReadonlySet<string | undefined> {
  const names = new Set<string | undefined>();
  for (const group of workersOf(cluster)) {
    const name = group.at('groupName');
    names.add(name?.text);
    if (name?.text === undefined || DNS_1123.test(name.text)) continue;
    report.at(name.span, t('With a network policy “{0}” must be lower-case letters, digits and “-”.', name.text));
  }
  return names;
}

/** What the operator sets for TLS, set by hand. */
export function checkTls(cluster: YamlValue, report: Report): void {
  if (cluster.at('tlsOptions', 'enabled')?.boolean !== true) return;
  for (const place of [
    ...groupsOf(cluster).map((group) => rayContainer(group)),
    fieldOf(cluster, 'autoscalerOptions'),
  ]) {
    for (const name of TLS_VARIABLES) {
      reportEntry(report, envOf(place, name), t('“{0}” may not be set together with “{1}”.', name, 'tlsOptions'));
    }
    for (const mount of place?.at('volumeMounts')?.items() ?? []) {
      if (mount.at('name')?.text !== 'ray-tls' && mount.at('mountPath')?.text !== '/etc/ray/tls') continue;
      report.at(mount.at('mountPath')?.span ?? mount.headSpan, t('The operator mounts certificates here itself.'));
    }
  }
}
