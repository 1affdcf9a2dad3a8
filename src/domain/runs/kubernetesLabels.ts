/**
 * Labels of every object that Trainyard makes in a cluster, and of its pods: what one selects by. Values are label values; where a name had to be
 * changed to become one, the annotation of the same name has it as it was. Source: Kubernetes documentation, "Labels and Selectors".
 */
export const KUBERNETES_LABELS = {
  runId: 'trainyard.dev/run-id',
  runName: 'trainyard.dev/run-name',
  workload: 'trainyard.dev/workload',
  kind: 'trainyard.dev/kind',
  /** Who started it, so that “mine” can be asked for. */
  user: 'trainyard.dev/user',
  /** The program was started under the debugger, which listens on this port of the pod. */
  debugPort: 'trainyard.dev/debug-port',
  /** Of a launcher: so many processes of the pod listen, from that port on, by local rank. */
  debugProcesses: 'trainyard.dev/debug-processes',
  managedBy: 'app.kubernetes.io/managed-by',
  name: 'app.kubernetes.io/name',
  instance: 'app.kubernetes.io/instance',
} as const;

/** Annotations of the same objects: what one reads. */
export const KUBERNETES_ANNOTATIONS = {
  specPath: 'trainyard.dev/spec',
  specDigest: 'trainyard.dev/spec-digest',
  /** One JSON object of strings. */
  parameters: 'trainyard.dev/parameters',
  /** The run that it was started from with changed parameters: id and name. */
  fromId: 'trainyard.dev/from-run-id',
  fromName: 'trainyard.dev/from-run',
  /** The address at which it records. */
  tracking: 'trainyard.dev/tracking',
  outputs: 'trainyard.dev/outputs',
  commit: 'trainyard.dev/git-commit',
  dirty: 'trainyard.dev/git-dirty',
  /** On the Job or Deployment alone: the uncommitted changes, packed; see gitFacts.ts. */
  changes: 'trainyard.dev/git-changes',
  imageDigest: 'trainyard.dev/image-digest',
  /** When the user stopped it (RFC 3339), so that it reads “stopped” in every window and not “failed”. */
  stopped: 'trainyard.dev/stopped',
  /** On a Job that failed: how its program ended, for when its pods are gone; see runEnd.ts. */
  ended: 'trainyard.dev/ended',
  /** Replicas before a stop. */
  replicas: 'trainyard.dev/replicas',
} as const;

export const MANAGER = 'trainyard';

const LONGEST_VALUE = 63;

/** The nearest label value: letters, digits, `_.-`, at most 63, a letter or digit at both ends. Empty when nothing is left. */
export function labelValue(text: string): string {
  return text
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, LONGEST_VALUE)
    .replace(/[^A-Za-z0-9]+$/, '');
}

const MOST_PORT = 65_535;

/** The port of the label `debugPort`; undefined: not started for debugging. */
export function debugPortOf(label: unknown): number | undefined {
  if (typeof label !== 'string' || !/^\d{1,5}$/.test(label)) return undefined;
  const port = Number(label);
  return port > 0 && port <= MOST_PORT ? port : undefined;
}

/** The number of the label `debugProcesses`, which a cluster can say anything in. */
export function debugProcessesOf(label: unknown): number {
  const count = typeof label === 'string' && /^\d{1,4}$/.test(label) ? Number(label) : 1;
  return Math.max(1, count);
}

/** Label values, with the words that a label cannot hold set apart as annotations of the same name. */
export function labelsAndWords(entries: Iterable<readonly [string, string | undefined]>): {
  readonly labels: ReadonlyMap<string, string>;
  readonly words: ReadonlyMap<string, string>;
} {
  const labels = new Map<string, string>();
  const words = new Map<string, string>();
  for (const [name, text] of entries) {
    if (text === undefined || text === '') continue;
    const value = labelValue(text);
    if (value !== '') labels.set(name, value);
    if (value !== text) words.set(name, text);
  }
  return { labels, words };
}
