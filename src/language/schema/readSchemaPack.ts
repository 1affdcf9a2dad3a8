import type { SchemaPack } from './schemaPack.ts';

/** The pack in a text that `npm run schemas` wrote; undefined for anything else. Whoever has the file reads and decompresses it. */
export function readSchemaPack(text: string): SchemaPack | undefined {
  const pack: unknown = JSON.parse(text);
  return isPack(pack) ? pack : undefined;
}

function isPack(value: unknown): value is SchemaPack {
  if (typeof value !== 'object' || value === null) return false;
  return 'format' in value && value.format === 1 && 'nodes' in value && 'kinds' in value && 'cel' in value;
}
