import { definedOf } from '../base/defined.ts';
import { integerAt, textAt } from './nodeValues.ts';
import type { AutoscaleSpec, IngressSpec, ServeSpec } from './spec.ts';
import { fieldOf, type SpecNode } from './specNode.ts';

/** Percent of the requested cores at which one more replica is started. */
const CPU_PERCENT = 80;

/** What a cluster does around a server. */
export function readServing(node: SpecNode): Pick<ServeSpec, 'autoscale' | 'mostUnavailable' | 'ingress' | 'update'> {
  const update = textAt(node, 'update');
  return definedOf({
    autoscale: readAutoscale(fieldOf(node, 'autoscale')),
    mostUnavailable: integerAt(node, 'maxUnavailable'),
    ingress: readIngress(fieldOf(node, 'ingress')),
    update: update === 'inPlace' || update === 'noDowntime' ? update : undefined,
  });
}

function readAutoscale(node: SpecNode | undefined): AutoscaleSpec | undefined {
  if (!node) return undefined;
  const least = integerAt(node, 'min') ?? 1;
  return { least, most: integerAt(node, 'max') ?? least, cpuPercent: integerAt(node, 'cpu') ?? CPU_PERCENT };
}

function readIngress(node: SpecNode | undefined): IngressSpec | undefined {
  const host = textAt(node, 'host');
  if (host === undefined) return undefined;
  const [path, className, tlsSecret] = ['path', 'class', 'tlsSecret'].map((name) => textAt(node, name));
  return { host, ...definedOf({ path, className, tlsSecret }) };
}
