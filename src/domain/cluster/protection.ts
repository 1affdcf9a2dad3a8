import { type Failure } from '../base/failure.ts';
import { t } from '../base/text.ts';
import { isMarked } from './contextPattern.ts';

/** How careful changes on a context are. */
export type Protection = 'none' | 'typeName' | 'readOnly';

export interface ProtectionSettings {
  /** Patterns of context names, `*` for any text, `!` before one that is not meant: what is lost for good must be typed. */
  readonly protectedContexts: readonly string[];
  /** Patterns of context names on which nothing may be changed. */
  readonly readOnlyContexts: readonly string[];
}

/** The stricter one wins. */
export function protectionOf(context: string, settings: ProtectionSettings): Protection {
  if (isMarked(context, settings.readOnlyContexts)) return 'readOnly';
  return isMarked(context, settings.protectedContexts) ? 'typeName' : 'none';
}

export function readOnlyFailure(context: string): Failure {
  return {
    code: 'forbidden',
    message: t('The context {0} is read-only, so nothing was changed.', context),
    nextStep: t('“Allow changes” in the menu of the context takes the mark away.'),
  };
}
