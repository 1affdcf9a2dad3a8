import { fail, ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import { fieldOf, isObject, listOf } from '../deploy/plainData.ts';
import type { ForwardTarget } from './ports.ts';

/** What can be forwarded of an object: to which pods, and which of their ports. */
export interface ForwardChoices {
  readonly pod: ForwardTarget['pod'];
  readonly ports: readonly { readonly port: number; readonly name?: string }[];
  /** Ports of a service that lead to a port of its pods by name: which number that is, the pods alone tell. */
  readonly named: readonly string[];
}

/** Reads the JSON of a pod, a service or anything with a selector and a pod template. Failure `unsupported`: it has no pods. */
export function forwardChoices(object: unknown): Result<ForwardChoices> {
  const kind = fieldOf(object, 'kind');
  if (kind === 'Pod') {
    const name = fieldOf(object, 'metadata', 'name');
    return ok({ pod: typeof name === 'string' ? name : '', ports: containerPorts(fieldOf(object, 'spec')), named: [] });
  }
  const labels = labelsIn(kind === 'Service' ? fieldOf(object, 'spec', 'selector') : selectorOf(object));
  if (labels.size > 0) {
    const ports =
      kind === 'Service' ? servicePorts(object) : containerPorts(fieldOf(object, 'spec', 'template', 'spec'));
    return ok({ pod: { labels }, ports, named: kind === 'Service' ? namedPorts(object) : [] });
  }
  return fail({
    code: 'unsupported',
    message: t('{0} names no pods that a port could be forwarded to.', String(fieldOf(object, 'metadata', 'name'))),
    nextStep: t('Forward a port of one of its pods.'),
  });
}

/** The ports of these pods that have one of the names. */
export function portsNamed(pods: readonly unknown[], names: readonly string[]): ForwardChoices['ports'] {
  const found = new Map<number, string>();
  for (const pod of pods) {
    for (const { port, name } of containerPorts(fieldOf(pod, 'spec'))) {
      if (name !== undefined && names.includes(name)) found.set(port, name);
    }
  }
  return Array.from(found, ([port, name]) => ({ port, name }));
}

function namedPorts(service: unknown): readonly string[] {
  return listOf(fieldOf(service, 'spec', 'ports')).flatMap((entry) => {
    const target = fieldOf(entry, 'targetPort');
    return typeof target === 'string' ? [target] : [];
  });
}

function selectorOf(object: unknown): unknown {
  return (
    fieldOf(object, 'spec', 'selector', 'matchLabels') ?? fieldOf(object, 'spec', 'template', 'metadata', 'labels')
  );
}

function labelsIn(value: unknown): ReadonlyMap<string, string> {
  if (!isObject(value)) return new Map();
  return new Map(
    Object.entries(value).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text] as const] : [])),
  );
}

function containerPorts(podSpec: unknown): ForwardChoices['ports'] {
  return listOf(fieldOf(podSpec, 'containers')).flatMap((container) =>
    listOf(fieldOf(container, 'ports')).flatMap((entry) => portOf(entry, 'containerPort')),
  );
}

/** A service port leads to `targetPort`, or to the port of its own number. */
function servicePorts(service: unknown): ForwardChoices['ports'] {
  return listOf(fieldOf(service, 'spec', 'ports')).flatMap((entry) =>
    portOf(entry, fieldOf(entry, 'targetPort') === undefined ? 'port' : 'targetPort'),
  );
}

function portOf(entry: unknown, field: string): ForwardChoices['ports'] {
  const port = fieldOf(entry, field);
  const name = fieldOf(entry, 'name');
  const protocol = fieldOf(entry, 'protocol');
  // Only TCP can be forwarded.
  if (typeof port !== 'number' || (protocol !== undefined && protocol !== 'TCP')) return [];
  return [typeof name === 'string' ? { port, name } : { port }];
}
