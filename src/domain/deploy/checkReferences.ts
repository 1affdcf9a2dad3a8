import { t } from '../base/text.ts';
import { nearestName } from './nearestName.ts';
import { childrenOf, entriesOf, integerAt, integerOf, itemsOf, nodesOf, textAt, textOf } from './nodeValues.ts';
import { checkParameterValue } from './parameters.ts';
import { readParameter } from './readParameters.ts';
import type { ParameterSpec } from './spec.ts';
import { clip, orList } from './shapeText.ts';
import type { PathStep, SpecNode } from './specNode.ts';
import { fieldOf } from './specNode.ts';
import type { SpecProblem } from './specProblem.ts';
import { MOST_PROBLEMS } from './specProblem.ts';

/** What no single field can tell: names that must exist, fields that need or exclude each other. Takes any node, checked or not. */
export function checkReferences(root: SpecNode): readonly SpecProblem[] {
  const report = new Report();
  const targets = fieldOf(root, 'targets');
  for (const [name, node] of childrenOf(fieldOf(root, 'workloads'))) {
    const path = ['workloads', name];
    checkTarget(node, targets, { report, path });
    checkVariables(node, { report, path });
    checkPlaces(node, { report, path });
    checkHealth(node, { report, path });
    checkServing(node, { report, path });
    checkGpu(fieldOf(fieldOf(node, 'resources'), 'gpu'), { report, path: [...path, 'resources', 'gpu'] });
    if (fieldOf(node, 'pull') && fieldOf(node, 'build') && !fieldOf(node, 'image')) {
      report.onField({ report, path }, node, 'pull', t('“{0}” only goes with “{1}”.', 'pull', 'image'));
    }
    for (const [parameter, value] of childrenOf(fieldOf(node, 'parameters'))) {
      checkParameterNode(parameter, value, { report, path: [...path, 'parameters', parameter] });
    }
  }
  return report.problems;
}

interface Where {
  readonly report: Report;
  readonly path: readonly PathStep[];
}

class Report {
  readonly problems: SpecProblem[] = [];

  add(problem: SpecProblem): void {
    if (this.problems.length < MOST_PROBLEMS) this.problems.push(problem);
  }

  /** A field that cannot stand beside another one. */
  onField({ path }: Where, node: SpecNode, name: string, message: string): void {
    const entry = entriesOf(node).find((one) => one.key === name);
    if (entry) this.add({ id: 'conflicting-fields', path: [...path, name], span: entry.keySpan, message });
  }

  onValue({ path }: Where, node: SpecNode, message: string): void {
    this.add({ id: 'wrong-value', path, span: node.span, message });
  }
}

function checkTarget(workload: SpecNode, targets: SpecNode | undefined, { report, path }: Where): void {
  const node = fieldOf(workload, 'target');
  const name = textOf(node);
  if (node === undefined || name === undefined) return;
  const known = childrenOf(targets);
  const target = known.find(([key]) => key === name)?.[1];
  const place = { path: [...path, 'target'], span: node.span };
  if (target === undefined) {
    const names = known.map(([key]) => key);
    const nearest = nearestName(name, names);
    const expected = names.length === 0 ? t('a name under “targets”, which has none yet') : orList(names.slice(0, 20));
    const message = t('There is no target “{0}”. Expected {1}.', clip(name), expected);
    report.add({ id: 'unknown-name', ...place, message, expected, ...(nearest === undefined ? {} : { nearest }) });
    return;
  }
  const create = textAt(fieldOf(target, 'kubernetes'), 'create');
  const isServing = create === 'Deployment' || create === 'InferenceService';
  if (create !== undefined && isServing !== (textAt(workload, 'kind') === 'serve')) {
    const message = t('Target “{0}” creates {1}, which does not fit a workload of this kind.', name, create);
    report.add({ id: 'wrong-value', ...place, message });
  }
}

const PASSING_FIELDS = [
  ['flag', 'argument'],
  ['joined', 'argument'],
  ['variable', 'environment'],
  ['key', 'override'],
] as const;

function checkParameterNode(name: string, node: SpecNode, where: Where): void {
  const { report, path } = where;
  if (node.kind !== 'map') return;
  const as = textAt(node, 'as') ?? 'argument';
  for (const [field, way] of PASSING_FIELDS) {
    if (as !== way && fieldOf(node, field))
      report.onField(where, node, field, t('“{0}” only goes with “as: {1}”.', field, way));
  }
  const spec = readParameter(name, node);
  const type = fieldOf(node, 'type');
  if (spec.type === 'choice' && spec.choices.length === 0 && type) {
    report.onValue({ report, path: [...path, 'type'] }, type, t('A parameter of type “choice” needs “choices”.'));
  }
  if (spec.choices.length > 0 && spec.type !== 'choice')
    report.onField(where, node, 'choices', t('“choices” only goes with type “choice”.'));
  checkDefault(spec, node, where);
}

function checkDefault(spec: ParameterSpec, node: SpecNode, { report, path }: Where): void {
  const value = fieldOf(node, 'default');
  const written = textOf(value);
  if (value === undefined || written === undefined || (spec.type === 'choice' && spec.choices.length === 0)) return;
  const checked = checkParameterValue(spec, written);
  if (!checked.ok) report.onValue({ report, path: [...path, 'default'] }, value, checked.failure.message);
}

/** A variable that is set twice would silently have one of the two values. */
function checkVariables(workload: SpecNode, { report, path }: Where): void {
  const plain = new Set(childrenOf(fieldOf(workload, 'env')).map(([name]) => name));
  const secrets = fieldOf(workload, 'secrets');
  for (const { key, keySpan, value } of entriesOf(secrets)) {
    if (plain.has(key)) {
      report.add({
        id: 'conflicting-fields',
        path: [...path, 'secrets', key],
        span: keySpan,
        message: t('“{0}” stands in “env” too. Expected it in one place.', clip(key)),
      });
    }
    const where = { report, path: [...path, 'secrets', key] };
    if (fieldOf(value, 'key') && !fieldOf(value, 'secret'))
      report.onField(where, value, 'key', t('“{0}” only goes with “{1}”.', 'key', 'secret'));
  }
}

function checkPlaces(workload: SpecNode, { report, path }: Where): void {
  const seen = new Map<string, number>();
  nodesOf(fieldOf(workload, 'mounts')).forEach((mount, index) =>
    checkMount(mount, { report, path: [...path, 'mounts', index] }, seen),
  );
  const ports = new Set<string>();
  nodesOf(fieldOf(workload, 'ports')).forEach((port, index) => {
    const where = { report, path: [...path, 'ports', index] };
    const protocol = textAt(port, 'protocol') ?? 'tcp';
    const container = integerOf(port) ?? integerAt(port, 'container');
    const host = integerAt(port, 'host');
    const keys = [
      container === undefined ? undefined : `container ${container}/${protocol}`,
      host === undefined ? undefined : `host ${host}/${protocol}`,
    ];
    for (const key of keys) {
      if (key === undefined) continue;
      if (ports.has(key)) report.onValue(where, port, t('Port {0} is listed twice.', key));
      ports.add(key);
    }
  });
}

function checkMount(mount: SpecNode, where: Where, seen: Map<string, number>): void {
  const { report, path } = where;
  if (mount.kind !== 'map') return;
  const isWorkspace = fieldOf(mount, 'workspace') !== undefined;
  const pathNode = fieldOf(mount, 'path');
  if (isWorkspace && pathNode)
    report.onField(
      where,
      mount,
      'path',
      t('“workspace” holds the path itself: “workspace: {0}”.', clip(textOf(pathNode) ?? '')),
    );
  const source = ['folder', 'volume', 'pvc', 'scratch', 'dataset'].find((name) => fieldOf(mount, name));
  if (source !== undefined && !pathNode) {
    const entry = entriesOf(mount).find((one) => one.key === source);
    const message = t('The mount has no “path”. Expected an absolute path in the container, like /data.');
    report.add({ id: 'missing-field', path, span: entry?.keySpan ?? mount.span, message, expected: 'path' });
  }
  if (fieldOf(mount, 'subPath') && !fieldOf(mount, 'pvc'))
    report.onField(where, mount, 'subPath', t('“{0}” only goes with “{1}”.', 'subPath', 'pvc'));
  const place = textOf(pathNode) ?? textAt(mount, 'workspace');
  if (place === undefined) return;
  const plain = place.replace(/\/+$/, '');
  if (seen.has(plain)) report.onValue(where, mount, t('Another mount is at {0} already.', clip(place)));
  seen.set(plain, 1);
}

function checkHealth(workload: SpecNode, { report, path }: Where): void {
  const health = fieldOf(workload, 'health');
  if (health?.kind !== 'map' || !fieldOf(health, 'http') || fieldOf(health, 'port')) return;
  if (nodesOf(fieldOf(workload, 'ports')).length > 0) return;
  const message = t('The health check has no “port”, and the workload no “ports” to take it from.');
  const entry = entriesOf(health).find((one) => one.key === 'http');
  report.add({
    id: 'missing-field',
    path: [...path, 'health'],
    span: entry?.keySpan ?? health.span,
    message,
    expected: 'port',
  });
}

function checkServing(workload: SpecNode, where: Where): void {
  const autoscale = fieldOf(workload, 'autoscale');
  const most = fieldOf(autoscale, 'max');
  const least = integerAt(autoscale, 'min') ?? 1;
  if (most && (integerOf(most) ?? least) < least) {
    const message = t('“max” is less than “min”, which is {0}.', least);
    where.report.onValue({ ...where, path: [...where.path, 'autoscale', 'max'] }, most, message);
  }
  const ingress = fieldOf(workload, 'ingress');
  if (!ingress || nodesOf(fieldOf(workload, 'ports')).length > 0) return;
  const message = t('The ingress leads to the first of “ports”, and the workload has none.');
  const path = [...where.path, 'ingress'];
  where.report.add({ id: 'missing-field', path, span: ingress.span, message, expected: 'ports' });
}

function checkGpu(gpu: SpecNode | undefined, where: Where): void {
  if (gpu?.kind !== 'map') return;
  const ids = itemsOf(fieldOf(gpu, 'ids'));
  const count = fieldOf(gpu, 'count');
  if (ids.length > 0 && count && integerOf(count) !== ids.length) {
    where.report.onField(
      where,
      gpu,
      'count',
      t('“count” is {0}, but “ids” names {1}.', textOf(count) ?? '', ids.length),
    );
  }
  const vendor = textAt(gpu, 'vendor');
  if (fieldOf(gpu, 'mig') && vendor !== undefined && vendor !== 'nvidia') {
    where.report.onField(where, gpu, 'mig', t('MIG profiles are of NVIDIA GPUs only.'));
  }
}
