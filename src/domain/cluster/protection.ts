import { type Failure } from '../base/failure.ts';
import { t } from '../base/text.ts';

/** How careful changes on a context are. */
export type Protection = 'none' | 'typeName' | 'readOnly';

export interface ProtectionSettings {
  /** Patterns of context names, `*` for any text: what is lost for good must be typed. */
  readonly protectedContexts: readonly string[];
  /** Patterns of context names on which nothing may be changed. */
  readonly readOnlyContexts: readonly string[];
}

/** The stricter one wins. */
export function protectionOf(context: string, settings: ProtectionSettings): Protection {
  const matches = (patterns: readonly string[]) => patterns.some((pattern) => matchesPattern(context, pattern));
  if (matches(settings.readOnlyContexts)) return 'readOnly';
  return matches(settings.protectedContexts) ? 'typeName' : 'none';
}

export function readOnlyFailure(context: string): Failure {
  return {
    code: 'forbidden',
    message: t('The context {0} is read-only, so nothing was changed.', context),
    nextStep: t('Take it out of the setting “trainyard.clusters.readOnlyContexts” to change something in it.'),
  };
}

function matchesPattern(text: string, pattern: string): boolean {
  const parts = pattern.toLowerCase().split('*');
  let rest = text.toLowerCase();
  const [first = ''] = parts;
  if (parts.length === 1) return rest === first;
  if (!rest.startsWith(first)) return false;
  rest = rest.slice(first.length);
  const last = parts.at(-1) ?? '';
  for (const part of parts.slice(1, -1)) {
    const at = rest.indexOf(part);
    if (at < 0) return false;
    rest = rest.slice(at + part.length);
  }
  return rest.endsWith(last);
}
