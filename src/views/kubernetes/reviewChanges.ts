import { type QuickPickItem, window } from 'vscode';
import { t } from '../../domain/base/text.ts';
import type { ChangeDiffs, ChangePair } from './changeDiffs.ts';

export interface ReviewItem<T> extends QuickPickItem {
  readonly decision?: T;
  /** Instead of a decision: shows all differences, or one. */
  readonly look?: 'all' | number;
}

export interface Review<T> {
  /** Names what is decided, and where. */
  readonly title: string;
  /** Context and namespace. */
  readonly where: string;
  readonly pairs: readonly ChangePair[];
  readonly items: readonly ReviewItem<T>[];
}

/** The row that leads to the differences. */
export function lookItem(pairs: readonly ChangePair[]): readonly ReviewItem<never>[] {
  if (pairs.length === 0) return [];
  return [{ label: `$(diff) ${t('Look at the differences')}`, description: t('close them to decide'), look: 'all' }];
}

/** Shows the differences in diff editors and lets the user decide, and look again before. Undefined: nothing is to be changed. */
export async function reviewChanges<T>(
  diffs: ChangeDiffs,
  { title, where, pairs, items }: Review<T>,
): Promise<T | undefined> {
  const open = diffs.open(title, where, pairs);
  await open.show();
  try {
    for (;;) {
      const placeHolder = t('Escape changes nothing');
      const picked = await window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true });
      if (picked?.look === undefined) return picked?.decision;
      await open.show(picked.look === 'all' ? undefined : picked.look);
      if (!(await open.looked())) return undefined;
    }
  } finally {
    await open.close();
  }
}
