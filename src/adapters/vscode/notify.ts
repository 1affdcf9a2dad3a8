import { Position, Range, Uri, window, workspace } from 'vscode';
import { type Failure, sentencesOf } from '../../domain/base/failure.ts';
import { plainText } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import type { Log } from './log.ts';

/** Something the user can do about a failure with one click. */
export interface NotifyAction {
  readonly title: string;
  run(): unknown;
}

/** Shows what came of an action that the user started. */
export interface Notifier {
  failure(failure: Failure, ...actions: readonly NotifyAction[]): void;
  info(message: string, ...actions: readonly NotifyAction[]): void;
  warning(message: string, ...actions: readonly NotifyAction[]): void;
}

export function createNotifier(log: Log): Notifier {
  const offer = async (shown: Thenable<string | undefined>, actions: readonly NotifyAction[]) => {
    const chosen = await shown;
    await actions.find((action) => action.title === chosen)?.run();
  };
  const start = (work: Promise<void>) => {
    work.catch((error: unknown) => log.error('A notification action failed', error));
  };
  return {
    failure(failure, ...actions) {
      if (failure.code === 'cancelled') return;
      log.failure(failure);
      const all = [...actions, ...openActions(failure, log)];
      start(offer(window.showErrorMessage(plainText(sentencesOf(failure)), ...all.map((action) => action.title)), all));
    },
    info(message, ...actions) {
      start(
        offer(window.showInformationMessage(plainText(message), ...actions.map((action) => action.title)), actions),
      );
    },
    warning(message, ...actions) {
      start(offer(window.showWarningMessage(plainText(message), ...actions.map((action) => action.title)), actions));
    },
  };
}

function openActions(failure: Failure, log: Log): NotifyAction[] {
  const { location, detail } = failure;
  const actions: NotifyAction[] = [];
  if (location) actions.push({ title: t('Open file'), run: () => openLocation(location) });
  if (detail !== undefined) actions.push({ title: t('Show details'), run: () => log.show() });
  return actions;
}

async function openLocation({ path, line = 1, column = 1 }: NonNullable<Failure['location']>): Promise<void> {
  const document = await workspace.openTextDocument(Uri.file(path));
  const at = new Position(line - 1, column - 1);
  await window.showTextDocument(document, { selection: new Range(at, at) });
}
