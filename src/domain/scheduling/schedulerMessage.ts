import { t } from '../base/text.ts';

type SchedulerReasonKind =
  | 'insufficient'
  | 'taint'
  | 'selector'
  | 'unschedulable'
  | 'podAffinity'
  | 'spread'
  | 'ports'
  | 'tooManyPods'
  | 'nodeName'
  | 'claimMissing'
  | 'claimUnbound'
  | 'volumeZone'
  | 'volumeBinding'
  | 'volumeLimit'
  | 'volumeInUse'
  | 'deviceClaim'
  | 'deviceClass'
  | 'noNodes'
  | 'other';

/** One of the reasons for which the scheduler ruled nodes out. */
interface SchedulerReason {
  readonly kind: SchedulerReasonKind;
  /** On how many nodes; absent when the pod was refused before any node was looked at. */
  readonly nodes?: number;
  /** The scheduler's own words, without the count. */
  readonly text: string;
  /** Resource, taint as `key=value`, or claim. */
  readonly name?: string;
}

export interface SchedulerVerdict {
  /** Nodes of the cluster. */
  readonly nodes: number;
  readonly reasons: readonly SchedulerReason[];
  /** Why nobody was pushed aside, in the scheduler's words. */
  readonly preemption?: string;
}

/** What ends the part about filters. Source: scheduler of Kubernetes 1.20 to 1.34, `FitError.Error`. */
const POST_FILTER = /[.,] +(?=preemption:|no new claims to deallocate|still not schedulable|not found\b)/;

const KINDS: readonly { readonly kind: SchedulerReasonKind; readonly pattern: RegExp }[] = [
  { kind: 'insufficient', pattern: /^Insufficient (\S+)/ },
  { kind: 'taint', pattern: /^node\(s\) had (?:untolerated )?taint(?:s|\(s\))?(?: \{([^}]*)\})?/ },
  {
    kind: 'selector',
    pattern: /^node\(s\) didn't match Pod's node affinity(?:\/selector)?|didn't match node selector/,
  },
  { kind: 'unschedulable', pattern: /^node\(s\) were unschedulable/ },
  { kind: 'podAffinity', pattern: /pod (?:anti-)?affinity|existing pods anti-affinity/ },
  { kind: 'spread', pattern: /topology spread constraints/ },
  { kind: 'ports', pattern: /free ports for the requested pod ports/ },
  { kind: 'tooManyPods', pattern: /^Too many pods/ },
  { kind: 'nodeName', pattern: /didn't match the requested node name/ },
  { kind: 'claimMissing', pattern: /^persistentvolumeclaim "([^"]+)" (?:not found|is being deleted)/ },
  { kind: 'claimUnbound', pattern: /unbound immediate PersistentVolumeClaims|waiting for ephemeral volume controller/ },
  {
    kind: 'volumeZone',
    pattern: /volume node affinity conflict|no available volume zone|didn't match PersistentVolume's node affinity/,
  },
  {
    kind: 'volumeBinding',
    pattern:
      /didn't find available persistent volumes to bind|non-existent (?:pv|persistentvolume)|not enough free storage/,
  },
  { kind: 'volumeLimit', pattern: /exceed max volume count/ },
  { kind: 'volumeInUse', pattern: /unable to find .*ReadWriteOncePod|ReadWriteOncePod/ },
  { kind: 'deviceClass', pattern: /device class (\S+) does not exist/ },
  { kind: 'deviceClaim', pattern: /cannot allocate all claims|resourceclaim|ResourceClaim/ },
];

/**
 * Reads the message of `FailedScheduling`, which is also that of the condition `PodScheduled`:
 * `0/3 nodes are available: 1 Insufficient nvidia.com/gpu, 2 node(s) had untolerated taint {a: b}. preemption: …`.
 * Undefined: it is none of these.
 */
export function parseSchedulerMessage(message: string): SchedulerVerdict | undefined {
  if (message.startsWith('no nodes available to schedule pods')) {
    return { nodes: 0, reasons: [{ kind: 'noNodes', text: message }] };
  }
  const match = /^\d+\/(\d+) nodes are available: ?([\s\S]*)$/.exec(message.trim());
  if (!match) return undefined;
  const [filters = '', ...rest] = (match[2] ?? '').split(POST_FILTER);
  const preemption = /preemption: (.*)$/s.exec(rest.join(' '))?.[1];
  const reasons = filters
    .replace(/[.,\s]+$/, '')
    .split(/, (?=\d+ )/)
    .filter((part) => part !== '')
    .map(reasonOf);
  return { nodes: Number(match[1]), reasons, ...(preemption === undefined ? {} : { preemption }) };
}

function reasonOf(part: string): SchedulerReason {
  const counted = /^(\d+) (.*)$/s.exec(part);
  const text = counted?.[2] ?? part;
  const nodes = counted ? { nodes: Number(counted[1]) } : {};
  for (const { kind, pattern } of KINDS) {
    const match = pattern.exec(text);
    if (!match) continue;
    const [, named] = match;
    const name = kind === 'taint' && named !== undefined ? taintName(named) : named;
    return { kind, text, ...nodes, ...(name === undefined ? {} : { name }) };
  }
  return { kind: 'other', text, ...nodes };
}

/** `{key: value}` or `{key: }` as people write it. */
function taintName(inner: string): string {
  const [, key = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(inner) ?? [];
  return value.trim() === '' ? key.trim() : `${key.trim()}=${value.trim()}`;
}

/** The most telling first: what the pod needs, then what keeps it away. */
const ORDER: readonly SchedulerReasonKind[] = [
  'noNodes',
  'claimMissing',
  'claimUnbound',
  'deviceClass',
  'deviceClaim',
  'volumeZone',
  'volumeBinding',
  'volumeLimit',
  'volumeInUse',
  'insufficient',
  'tooManyPods',
  'ports',
  'podAffinity',
  'spread',
  'taint',
  'selector',
  'nodeName',
  'unschedulable',
  'other',
];

/** The reason that says most, for a row. A missing GPU says more than want of memory on the nodes without any. */
export function mainReason({ reasons }: SchedulerVerdict): SchedulerReason | undefined {
  const rank = ({ kind, name }: SchedulerReason) =>
    ORDER.indexOf(kind) * 2 + (kind === 'insufficient' && !(name ?? '').includes('/') ? 1 : 0);
  return [...reasons].sort((a, b) => rank(a) - rank(b) || (b.nodes ?? 0) - (a.nodes ?? 0))[0];
}

/** A verdict in few words, for a row. Taints and labels rule out different nodes, and the words do not tell which were meant: both are said. */
export function verdictText(verdict: SchedulerVerdict): string | undefined {
  const main = mainReason(verdict);
  if (!main) return undefined;
  const has = (kind: SchedulerReasonKind) => verdict.reasons.some((reason) => reason.kind === kind);
  if ((main.kind === 'taint' || main.kind === 'selector') && has('taint') && has('selector')) {
    return t('no node fits its labels and tolerations');
  }
  return reasonText(main);
}

const TEXTS: ReadonlyMap<SchedulerReasonKind, (name: string) => string> = new Map([
  ['insufficient', (name: string) => t('not enough {0} free', name)],
  // Since 1.34 the scheduler does not name the taint any more.
  [
    'taint',
    (name) => (name === '' ? t('taints of the nodes are not tolerated') : t('taint {0} is not tolerated', name)),
  ],
  ['selector', () => t('no node has the labels it asks for')],
  ['unschedulable', () => t('nodes take no new pods')],
  ['podAffinity', () => t('its rules about other pods rule nodes out')],
  ['spread', () => t('its spread rules rule nodes out')],
  ['ports', () => t('its host port is taken')],
  ['tooManyPods', () => t('nodes have as many pods as they may')],
  ['nodeName', () => t('the node it names is not there')],
  ['claimMissing', (name) => t('claim {0} is not there', name)],
  ['claimUnbound', () => t('a claim is not bound to a volume')],
  ['volumeZone', () => t('its volume is in another zone')],
  ['volumeBinding', () => t('no volume fits its claim')],
  ['volumeLimit', () => t('nodes have as many volumes as they may')],
  ['volumeInUse', () => t('its volume is in use by another pod')],
  ['deviceClass', (name) => t('device class {0} is not there', name)],
  ['deviceClaim', () => t('its device claim cannot be met')],
  ['noNodes', () => t('the cluster has no nodes')],
]);

/** A reason in few words; those of the scheduler where it is none of the known. */
export function reasonText({ kind, name = '', text }: SchedulerReason): string {
  return TEXTS.get(kind)?.(name) ?? text;
}
