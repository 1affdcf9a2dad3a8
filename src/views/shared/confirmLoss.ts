import { window } from 'vscode';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { Cluster } from '../../domain/cluster/ports.ts';
import { readOnlyFailure } from '../../domain/cluster/protection.ts';
import type { Confirm } from '../../adapters/vscode/ask.ts';
import { protectionIn } from './contextProtection.ts';

/** What is about to happen, for the question. */
export interface Change {
  /** "Delete 3 pods in lab/team-a?" */
  readonly message: string;
  readonly detail?: string;
  /** The button. */
  readonly verb: string;
  /** What has to be typed on a protected context: the name of the object. */
  readonly name: string;
}

/** Asks before something is lost; on a protected context the name must be typed. */
export async function confirmLoss(
  deps: { readonly confirm: Confirm },
  cluster: Cluster,
  change: Change,
): Promise<Result<void>> {
  const { label } = cluster.connection;
  const protection = protectionIn(label);
  if (protection === 'readOnly') return fail(readOnlyFailure(label));
  const isConfirmed = protection === 'typeName' ? await typed(label, change) : await deps.confirm(change);
  return isConfirmed ? ok(undefined) : fail(CANCELLED);
}

/** For what shows by itself what it will do, and asks there: only a protected context wants the name to be typed as well. */
export async function confirmProtected(
  deps: { readonly confirm: Confirm },
  cluster: Cluster,
  change: Change,
): Promise<Result<void>> {
  return protectionIn(cluster.connection.label) === 'none' ? ok(undefined) : await confirmLoss(deps, cluster, change);
}

async function typed(context: string, { message, detail, name }: Change): Promise<boolean> {
  const answer = await window.showInputBox({
    title: message,
    prompt: [t('{0} is a protected context. Type “{1}” to go on.', context, name), detail].filter(Boolean).join(' '),
    ignoreFocusOut: true,
    validateInput: (text) => (text === '' || text === name ? undefined : t('This is not “{0}”.', name)),
  });
  return answer === name;
}
