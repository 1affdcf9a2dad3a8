import { t } from '../base/text.ts';
import { endText } from './containerHealth.ts';
import { describeFields } from './describeFields.ts';
import { type PlainObject, plainObject, listAt, objectAt, textAt } from '../deploy/plainData.ts';

/** Containers of a pod with image, state, what they ask for, what they mount; then where it runs. */
export function describePod(pod: PlainObject): readonly string[] {
  const spec = objectAt(pod, 'spec');
  const status = objectAt(pod, 'status');
  return [
    t('State'),
    line(t('phase'), textAt(status, 'phase')),
    line(t('reason'), [textAt(status, 'reason'), textAt(status, 'message')].filter(Boolean).join(': ')),
    line(t('node'), textAt(spec, 'nodeName')),
    line(t('address'), textAt(status, 'podIP')),
    line(t('service account'), textAt(spec, 'serviceAccountName')),
    line(t('priority class'), textAt(spec, 'priorityClassName')),
    line(t('node labels'), pairs(objectAt(spec, 'nodeSelector'))),
    line(t('tolerates'), listAt(spec, 'tolerations').filter(isOwn).map(tolerationText).join(', ')),
    line(
      t('held by gates'),
      listAt(spec, 'schedulingGates')
        .map((gate) => textAt(gate, 'name'))
        .join(', '),
    ),
    ...containersOf(spec, status, 'initContainers', 'initContainerStatuses'),
    ...containersOf(spec, status, 'containers', 'containerStatuses'),
    ...volumeLines(spec),
  ].filter((each) => each !== undefined);
}

function line(label: string, value: string | undefined, indent = 2): string | undefined {
  if (value === undefined || value === '') return undefined;
  return `${' '.repeat(indent)}${`${label}:`.padEnd(18)}${value}`;
}

const pairs = (map: PlainObject) =>
  Object.keys(map)
    .map((name) => `${name}=${textAt(map, name) ?? ''}`)
    .join(', ');

/** Every pod gets these two. */
function isOwn(toleration: PlainObject): boolean {
  return !/^node\.kubernetes\.io\/(?:not-ready|unreachable)$/.test(textAt(toleration, 'key') ?? '');
}

const isServiceAccount = (mount: PlainObject) => (textAt(mount, 'name') ?? '').startsWith('kube-api-access-');

function tolerationText(toleration: PlainObject): string {
  const key = textAt(toleration, 'key') ?? t('everything');
  const value = textAt(toleration, 'value');
  const effect = textAt(toleration, 'effect');
  return `${key}${value === undefined ? '' : `=${value}`}${effect === undefined ? '' : `:${effect}`}`;
}

function containersOf(spec: PlainObject, status: PlainObject, list: string, statuses: string): (string | undefined)[] {
  const known = new Map(listAt(status, statuses).map((each) => [textAt(each, 'name'), each]));
  return listAt(spec, list).flatMap((container) => {
    const own = known.get(textAt(container, 'name')) ?? {};
    const resources = objectAt(container, 'resources');
    const title =
      list === 'containers'
        ? t('Container {0}', textAt(container, 'name') ?? '')
        : t('Init container {0}', textAt(container, 'name') ?? '');
    return [
      '',
      title,
      line(t('image'), textAt(container, 'image')),
      line(t('state'), stateText(objectAt(own, 'state'))),
      line(t('before'), stateText(objectAt(own, 'lastState'))),
      line(t('ready'), textAt(own, 'ready')),
      line(t('restarts'), textAt(own, 'restartCount')),
      line(t('command'), words(container)),
      line(
        t('ports'),
        listAt(container, 'ports')
          .map((port) => textAt(port, 'containerPort'))
          .join(', '),
      ),
      line(t('requests'), pairs(objectAt(resources, 'requests'))),
      line(t('limits'), pairs(objectAt(resources, 'limits'))),
      ...probeLines(container),
      ...listAt(container, 'env').map((variable) => line(textAt(variable, 'name') ?? '', variableText(variable), 4)),
      ...listAt(container, 'volumeMounts')
        .filter((mount) => !isServiceAccount(mount))
        .map((mount) =>
          line(
            textAt(mount, 'readOnly') === 'true' ? t('mount, read-only') : t('mount'),
            `${textAt(mount, 'name') ?? ''} → ${textAt(mount, 'mountPath') ?? ''}`,
          ),
        ),
    ];
  });
}

function words(container: PlainObject): string {
  return ['command', 'args']
    .flatMap((name) => {
      const value = container[name];
      return Array.isArray(value) ? value.map(String) : [];
    })
    .join(' ');
}

function stateText(state: PlainObject): string | undefined {
  const waiting = objectAt(state, 'waiting');
  const running = objectAt(state, 'running');
  const ended = objectAt(state, 'terminated');
  if ('reason' in waiting) return [textAt(waiting, 'reason'), textAt(waiting, 'message')].filter(Boolean).join(': ');
  if ('startedAt' in running) return t('running since {0}', textAt(running, 'startedAt') ?? '');
  const exitCode = textAt(ended, 'exitCode');
  if (exitCode === undefined) return undefined;
  return t(
    '{0} at {1}',
    endText({ reason: textAt(ended, 'reason'), exitCode: Number(exitCode) }),
    textAt(ended, 'finishedAt') ?? '',
  );
}

function probeLines(container: PlainObject): (string | undefined)[] {
  const probes = [
    ['readinessProbe', t('readiness probe')],
    ['livenessProbe', t('liveness probe')],
    ['startupProbe', t('startup probe')],
  ] as const;
  return probes.map(([name, label]) => {
    const probe = objectAt(container, name);
    const how =
      Object.keys(probe).length === 0
        ? undefined
        : describeFields({ spec: probe })
            .slice(1)
            .map((each) => each.trim())
            .join(' · ');
    return line(label, how);
  });
}

/** Where a value comes from; values that look like secrets are masked before. */
function variableText(variable: PlainObject): string | undefined {
  const value = textAt(variable, 'value');
  if (value !== undefined) return value;
  const from = objectAt(variable, 'valueFrom');
  const secret = objectAt(from, 'secretKeyRef');
  const config = objectAt(from, 'configMapKeyRef');
  if ('name' in secret)
    return t('from the secret {0}, key {1}', textAt(secret, 'name') ?? '', textAt(secret, 'key') ?? '');
  if ('name' in config)
    return t('from the config map {0}, key {1}', textAt(config, 'name') ?? '', textAt(config, 'key') ?? '');
  return textAt(objectAt(from, 'fieldRef'), 'fieldPath');
}

function volumeLines(spec: PlainObject): (string | undefined)[] {
  const volumes = listAt(spec, 'volumes').filter((volume) => !isServiceAccount(volume));
  if (volumes.length === 0) return [];
  return ['', t('Volumes'), ...volumes.map((volume) => line(textAt(volume, 'name') ?? '', volumeText(volume)))];
}

function volumeText(volume: PlainObject): string {
  const [kind = '', value] = Object.entries(volume).find(([name]) => name !== 'name') ?? [];
  const facts = plainObject(value);
  const names = ['claimName', 'secretName', 'name', 'path', 'medium', 'sizeLimit'];
  return [kind, ...names.flatMap((name) => textAt(facts, name) ?? [])].join(' ');
}
