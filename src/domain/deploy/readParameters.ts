import { boolAt, childrenOf, isTrue, itemsOf, textAt, textOf } from './nodeValues.ts';
import type { ParameterSpec, ParameterType } from './spec.ts';
import type { SpecNode } from './specNode.ts';
import { fieldOf } from './specNode.ts';

const TYPES: readonly ParameterType[] = ['string', 'int', 'float', 'bool', 'choice'];

/** The parameters of a checked workload, in file order. */
export function readParameters(node: SpecNode | undefined): readonly ParameterSpec[] {
  return childrenOf(node).map(([name, value]) => readParameter(name, value));
}

export function readParameter(name: string, node: SpecNode): ParameterSpec {
  const isLong = node.kind === 'map';
  const written = isLong ? fieldOf(node, 'default') : node;
  const choices = isLong ? itemsOf(fieldOf(node, 'choices')) : [];
  const type = TYPES.find((one) => one === textAt(node, 'type')) ?? typeOf(written, choices);
  const value = textOf(written);
  const description = textAt(node, 'description');
  return {
    name,
    type,
    ...(value === undefined ? {} : { default: type === 'bool' ? String(isTrue(value)) : value }),
    choices,
    ...(description === undefined ? {} : { description }),
    passAs: passAs(name, node),
  };
}

function typeOf(node: SpecNode | undefined, choices: readonly string[]): ParameterType {
  if (choices.length > 0) return 'choice';
  if (node?.kind === 'boolean') return 'bool';
  if (node?.kind === 'number') return /^[+-]?\d+$/.test(node.text) ? 'int' : 'float';
  return 'string';
}

function passAs(name: string, node: SpecNode): ParameterSpec['passAs'] {
  const as = textAt(node, 'as');
  if (as === 'environment') {
    return { kind: 'environment', variable: textAt(node, 'variable') ?? defaultVariable(name) };
  }
  if (as === 'override') return { kind: 'override', key: textAt(node, 'key') ?? name };
  return { kind: 'argument', flag: textAt(node, 'flag') ?? `--${name}`, joined: boolAt(node, 'joined') ?? false };
}

/** `learning-rate` becomes LEARNING_RATE. */
function defaultVariable(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
}
