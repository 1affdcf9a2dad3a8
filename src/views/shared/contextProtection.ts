import { setting } from '../../adapters/vscode/settings.ts';
import { t } from '../../domain/base/text.ts';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { colorName, type ContextColor, contextColorOf } from '../../domain/cluster/contextColor.ts';
import type { Cluster } from '../../domain/cluster/ports.ts';
import { type Protection, protectionOf, readOnlyFailure } from '../../domain/cluster/protection.ts';

/** How careful changes on a context are, by the user's settings. */
export function protectionIn(context: string): Protection {
  return protectionOf(context, {
    protectedContexts: setting('trainyard.clusters.protectedContexts'),
    readOnlyContexts: setting('trainyard.clusters.readOnlyContexts'),
  });
}

/** The colour that the user gave a context. */
export function colorIn(context: string): ContextColor | undefined {
  return contextColorOf(context, setting('trainyard.clusters.contextColors'));
}

/** `lab/team-a`; what is in no namespace has the context alone. */
export function placePath(context: string, namespace: string | undefined): string {
  return namespace === undefined ? context : `${context}/${namespace}`;
}

/** `lab/team-a` for questions and titles, with its colour in words: dialogs have no colours. */
export function placeText(context: string, namespace: string | undefined): string {
  const color = colorIn(context);
  const place = placePath(context, namespace);
  return color === undefined ? place : t('{0}, marked {1}', place, colorName(color));
}

const PROTECTION_WORDS: Readonly<Record<Protection, () => string | undefined>> = {
  none: () => undefined,
  readOnly: () => t('read-only'),
  typeName: () => t('protected'),
};

/** The marks that the user gave a context, in words, for lists and the status bar. */
export function markWords(context: string): readonly string[] {
  const color = colorIn(context);
  const words = [
    PROTECTION_WORDS[protectionIn(context)](),
    color === undefined ? undefined : t('marked {0}', colorName(color)),
  ];
  return words.filter((word) => word !== undefined);
}

/** Whether anything may be changed in the cluster at all. Asked by every command that changes something, wherever it was called from (S18). */
export function writable({ connection }: Cluster): Result<void> {
  return protectionIn(connection.label) === 'readOnly' ? fail(readOnlyFailure(connection.label)) : ok(undefined);
}
