import { type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import { t } from '../../domain/base/text.ts';
import type { PreflightChange, PreflightCheck } from '../../domain/deploy/preflightCheck.ts';

const ICONS = { ok: '$(pass)', warning: '$(warning)', problem: '$(error)' } as const;
const WORDS = { ok: () => t('ok'), warning: () => t('warning'), problem: () => t('problem') } as const;

interface CheckItem extends QuickPickItem {
  readonly decision?: 'go' | PreflightChange;
}

/**
 * Shows what the checks found before anything is created; nothing is asked when all is well. Answers `go`, a fix that the user picked, or
 * undefined when the user goes back. A request that cannot even be made offers no way on.
 */
export async function showPreflight(
  runName: string,
  checks: readonly PreflightCheck[],
  canRun: boolean,
): Promise<'go' | PreflightChange | undefined> {
  const found = checks.filter(({ state }) => state !== 'ok');
  if (found.length === 0) return 'go';
  const hasProblem = found.some(({ state }) => state === 'problem');
  const go: CheckItem = {
    label: hasProblem ? `$(debug-continue) ${t('Run anyway')}` : `$(play) ${t('Run')}`,
    decision: 'go',
  };
  const fixes = found.flatMap(({ fix }): CheckItem[] =>
    fix ? [{ label: `$(wrench) ${fix.title}`, decision: fix.change }] : [],
  );
  const items: CheckItem[] = [
    ...found.map((check) => ({
      label: `${ICONS[check.state]} ${check.title}`,
      description: WORDS[check.state](),
      detail: check.message,
    })),
    { label: t('What to do'), kind: QuickPickItemKind.Separator },
    ...fixes,
    ...(canRun ? [go] : []),
  ];
  // Enter alone must never land on a row that only informs: it takes the first fix of a problem, or goes on after a mere warning.
  const [fix] = fixes;
  return await pickDecision(items, hasProblem ? fix : go, {
    title: hasProblem ? t('{0} would fail', runName) : t('Before {0} starts', runName),
    placeholder: t('Escape goes back without starting anything'),
  });
}

function pickDecision(
  items: readonly CheckItem[],
  active: CheckItem | undefined,
  { title, placeholder }: { readonly title: string; readonly placeholder: string },
): Promise<CheckItem['decision']> {
  return new Promise((resolve) => {
    const quickPick = window.createQuickPick<CheckItem>();
    quickPick.title = title;
    quickPick.placeholder = placeholder;
    quickPick.ignoreFocusOut = true;
    quickPick.items = items;
    if (active && items.includes(active)) quickPick.activeItems = [active];
    quickPick.onDidAccept(() => {
      const decision = quickPick.activeItems[0]?.decision;
      if (decision === undefined) return;
      resolve(decision);
      quickPick.hide();
    });
    quickPick.onDidHide(() => {
      resolve(undefined);
      quickPick.dispose();
    });
    quickPick.show();
  });
}
