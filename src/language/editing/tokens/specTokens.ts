import type { MapEntry, SpecNode } from '../../../domain/deploy/specNode.ts';
import { fieldOf } from '../../../domain/deploy/specNode.ts';
import type { SemanticToken } from './semanticToken.ts';

/** Fields of a workload that are amounts. */
const AMOUNTS: ReadonlySet<string> = new Set(['cpu', 'memory', 'shm']);

/** Names that a `trainyard.yaml` defines (workloads, targets, parameters), and amounts. */
export function specTokens(root: SpecNode | undefined): readonly SemanticToken[] {
  const workloads = entries(fieldOf(root, 'workloads'));
  const parameters = workloads.flatMap(({ value }) => entries(fieldOf(value, 'parameters')));
  const names = [...workloads, ...entries(fieldOf(root, 'targets')), ...parameters];
  return [
    ...names.map(({ keySpan }): SemanticToken => ({ ...keySpan, type: 'variable', isDeclaration: true })),
    ...workloads.flatMap(({ value }) => amounts(fieldOf(value, 'resources'))),
  ];
}

function amounts(resources: SpecNode | undefined): readonly SemanticToken[] {
  return entries(resources).flatMap(({ key, value }): readonly SemanticToken[] =>
    AMOUNTS.has(key) && (value.kind === 'string' || value.kind === 'number') ? [{ ...value.span, type: 'number' }] : [],
  );
}

function entries(node: SpecNode | undefined): readonly MapEntry[] {
  return node?.kind === 'map' ? node.entries : [];
}
