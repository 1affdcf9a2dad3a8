import { definedOf } from '../base/defined.ts';
import { fail, ok, type Result } from '../base/failure.ts';
import { parsedJson } from '../base/parsedJson.ts';
import { t } from '../base/text.ts';
import { customKindOf } from './customKinds.ts';
import { fieldOf, listOf } from '../deploy/plainData.ts';
import { matchesLabels, parseLabelSelector } from './labelSelector.ts';

/** What has the merged log of several pods: all pods with these labels that fit the expression, too. */
export interface PodSelection {
  readonly namespace: string;
  readonly labels: ReadonlyMap<string, string>;
  /** As `parseLabelSelector` reads it; absent: every pod with the labels. */
  readonly expression?: string;
}

const PREFIX = 'selector/';

/** The id of the merged log of a workload, for everything that names a log by `resource`. Failure `unsupported`: it has no pods of its own. */
export function logResourceOf(object: unknown): Result<string> {
  const namespace = fieldOf(object, 'metadata', 'namespace');
  const selector = fieldOf(object, 'spec', 'selector', 'matchLabels') ?? fieldOf(object, 'spec', 'selector');
  const pairs = typeof selector === 'object' && selector !== null ? Object.entries(selector) : [];
  const own = pairs.flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : []));
  const expression = expressionOf(fieldOf(object, 'spec', 'selector', 'matchExpressions'));
  const labels = own.length > 0 || expression !== undefined ? own : labelsOfCustom(object);
  if (typeof namespace === 'string' && (labels.length > 0 || expression !== undefined))
    return ok(podSelectionId({ namespace, labels: new Map(labels), ...definedOf({ expression }) }));
  return fail({
    code: 'unsupported',
    message: t('{0} names no pods whose log could be followed.', String(fieldOf(object, 'metadata', 'name'))),
    nextStep: t('Follow the log of one of its pods.'),
  });
}

/** Objects of operators name no selector; their controllers label the pods with the name. */
function labelsOfCustom(object: unknown): readonly (readonly [string, string])[] {
  const [group = ''] = String(fieldOf(object, 'apiVersion')).split('/', 1);
  const kind = String(fieldOf(object, 'kind'));
  const name = fieldOf(object, 'metadata', 'name');
  const ray = fieldOf(object, 'status', 'rayClusterName');
  if (kind === 'RayJob' && typeof ray === 'string') return [['ray.io/cluster', ray]];
  const label = customKindOf({ group, kind })?.podLabel;
  return label === undefined || typeof name !== 'string' ? [] : [[label, name]];
}

export function podSelectionId({ namespace, labels, expression }: PodSelection): string {
  const sorted = [...labels].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `${PREFIX}${JSON.stringify([namespace, ...(expression === undefined ? [] : [expression]), ...sorted])}`;
}

/** Whether a pod with these labels is one of them. An expression that cannot be read fits none: better no log than that of others. */
export function selectionMatcher(selection: PodSelection): (labels: ReadonlyMap<string, string>) => boolean {
  const wanted = [...selection.labels];
  const parsed = parseLabelSelector(selection.expression ?? '');
  return (labels) =>
    parsed.ok && wanted.every(([key, value]) => labels.get(key) === value) && matchesLabels(parsed.value, labels);
}

const OPERATORS = new Map([
  ['In', 'in'],
  ['NotIn', 'notin'],
]);

/** The `matchExpressions` of a selector as text; undefined when it has none. */
function expressionOf(expressions: unknown): string | undefined {
  const parts = listOf(expressions).flatMap((each) => {
    const [key, operator] = [fieldOf(each, 'key'), fieldOf(each, 'operator')];
    if (typeof key !== 'string' || typeof operator !== 'string') return [];
    const values = listOf(fieldOf(each, 'values')).filter((value) => typeof value === 'string');
    const word = OPERATORS.get(operator);
    if (word !== undefined) return [`${key} ${word} (${values.join(',')})`];
    return [operator === 'DoesNotExist' ? `!${key}` : key];
  });
  return parts.length === 0 ? undefined : parts.join(',');
}

/** Undefined when the id is that of one container. Names of namespaces cannot be `selector`-like ids: those hold brackets. */
export function parsePodSelectionId(id: string): PodSelection | undefined {
  if (!id.startsWith(`${PREFIX}[`)) return undefined;
  const [namespace, ...pairs] = listOf(parsedJson(id.slice(PREFIX.length)));
  if (typeof namespace !== 'string') return undefined;
  const labels = pairs.flatMap((pair) => {
    const [key, value] = listOf(pair);
    return typeof key === 'string' && typeof value === 'string' ? [[key, value] as const] : [];
  });
  const expression = pairs.find((pair) => typeof pair === 'string');
  return { namespace, labels: new Map(labels), ...definedOf({ expression }) };
}
