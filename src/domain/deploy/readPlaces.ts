import { boolAt, bytesAt, integerAt, integerOf, textAt } from './nodeValues.ts';
import type { MountSpec, OutputSpec, PortSpec } from './spec.ts';
import type { SpecNode } from './specNode.ts';

export function readMounts(node: SpecNode | undefined): readonly MountSpec[] {
  return node?.kind === 'list' ? node.items.map(readMount).filter((mount) => mount !== undefined) : [];
}

function readMount(node: SpecNode): MountSpec | undefined {
  const isReadOnly = boolAt(node, 'readOnly') ?? false;
  const workspace = textAt(node, 'workspace');
  if (workspace !== undefined) return { kind: 'workspace', path: workspace, isReadOnly };
  const path = textAt(node, 'path') ?? '';
  const folder = textAt(node, 'folder');
  if (folder !== undefined) return { kind: 'folder', source: folder, path, isReadOnly };
  const volume = textAt(node, 'volume');
  if (volume !== undefined) return { kind: 'volume', name: volume, path, isReadOnly };
  const claim = textAt(node, 'pvc');
  const subPath = textAt(node, 'subPath');
  if (claim !== undefined)
    return { kind: 'pvc', claim, path, ...(subPath === undefined ? {} : { subPath }), isReadOnly };
  const sizeBytes = bytesAt(node, 'scratch');
  if (sizeBytes !== undefined) return { kind: 'scratch', sizeBytes, path, isReadOnly };
  const uri = textAt(node, 'dataset');
  return uri === undefined ? undefined : { kind: 'dataset', uri, path, isReadOnly };
}

export function readOutputs(node: SpecNode | undefined): readonly OutputSpec[] {
  if (node?.kind !== 'list') return [];
  return node.items.map((item) => ({ path: textAt(item, 'path') ?? '', to: textAt(item, 'to') ?? 'outputs' }));
}

export function readPorts(node: SpecNode | undefined): readonly PortSpec[] {
  return node?.kind === 'list' ? node.items.map(readPort) : [];
}

function readPort(node: SpecNode): PortSpec {
  const hostPort = integerAt(node, 'host');
  const hostIp = textAt(node, 'hostIp');
  const name = textAt(node, 'name');
  return {
    containerPort: integerOf(node) ?? integerAt(node, 'container') ?? 0,
    ...(hostPort === undefined ? {} : { hostPort }),
    ...(hostIp === undefined ? {} : { hostIp }),
    ...(name === undefined ? {} : { name }),
    protocol: textAt(node, 'protocol') === 'udp' ? 'udp' : 'tcp',
  };
}
