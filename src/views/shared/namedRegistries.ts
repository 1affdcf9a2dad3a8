import type { Memento } from 'vscode';
import { type StoredValue, storedValue } from '../../adapters/vscode/state.ts';
import { parseImageRef } from '../../domain/images/imageRef.ts';

const KEY = 'trainyard.clusters.registry.v1:';
const isText = (value: unknown): value is string => typeof value === 'string';

/** How images get into the cluster of a context, as the user has answered once: `registry.example/team`, or another way. */
export function contextRegistry(memory: Memento, context: string): StoredValue<string> {
  return storedValue(memory, `${KEY}${context}`, isText);
}

/** The registries that the user has named for contexts. */
export function namedRegistries(memory: Memento): readonly string[] {
  const answers = memory.keys().filter((key) => key.startsWith(KEY));
  const found = answers.map((key) => parseImageRef(`${storedValue(memory, key, isText).get() ?? ''}/x`)?.registry);
  return found.filter((registry) => registry !== undefined);
}
