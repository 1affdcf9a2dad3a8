import { fail, ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import { fieldOf } from '../deploy/plainData.ts';

/** What has the merged log of several pods: all pods with these labels. */
export interface PodSelection {
  readonly namespace: string;
  readonly labels: ReadonlyMap<string, string>;
}

const PREFIX = 'selector/';

/** The id of the merged log of a workload, for everything that names a log by `resource`. Failure `unsupported`: it has no pods of its own. */
export function logResourceOf(object: unknown): Result<string> {
  const namespace = fieldOf(object, 'metadata', 'namespace');
  const selector = fieldOf(object, 'spec', 'selector', 'matchLabels') ?? fieldOf(object, 'spec', 'selector');
  const pairs = typeof selector === 'object' && selector !== null ? Object.entries(selector) : [];
  const labels = pairs.flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : []));
  if (typeof namespace === 'string' && labels.length > 0)
    return ok(podSelectionId({ namespace, labels: new Map(labels) }));
  return fail({
    code: 'unsupported',
    message: t('{0} names no pods whose log could be followed.', String(fieldOf(object, 'metadata', 'name'))),
    nextStep: t('Follow the log of one of its pods.'),
  });
}

export function podSelectionId({ namespace, labels }: PodSelection): string {
  const sorted = [...labels].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `${PREFIX}${JSON.stringify([namespace, ...sorted])}`;
}

/** Undefined when the id is that of one container. Names of namespaces cannot be `selector`-like ids: those hold brackets. */
export function parsePodSelectionId(id: string): PodSelection | undefined {
  if (!id.startsWith(`${PREFIX}[`)) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(id.slice(PREFIX.length));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const [namespace, ...pairs] = listOf(parsed);
  if (typeof namespace !== 'string') return undefined;
  const labels = pairs.flatMap((pair) => {
    const [key, value] = listOf(pair);
    return typeof key === 'string' && typeof value === 'string' ? [[key, value] as const] : [];
  });
  return { namespace, labels: new Map(labels) };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
