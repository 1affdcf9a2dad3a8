import { matchesPattern } from './contextPattern.ts';

/** The Prometheus that the setting names for a context; undefined: none. The first pattern that fits decides. */
export function prometheusOf(context: string, setting: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(setting).find(([pattern]) => matchesPattern(context, pattern))?.[1];
}
