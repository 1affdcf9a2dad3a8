import type { QuickPickItem } from 'vscode';
import { t } from '../../domain/base/text.ts';
import { type DebugChoice, whoWaits } from '../../domain/deploy/debugCommand.ts';
import type { RunSpec } from '../../domain/deploy/spec.ts';
import type { RunChoices } from '../../domain/runs/runChoices.ts';
import type { FormRow } from '../shared/choiceForm.ts';
import { askItem, askText } from '../shared/questions.ts';

/** Whether the program is started under the debugger; of several ranks also who waits for it. */
export function debugRow(workload: RunSpec, choices: RunChoices): FormRow<RunChoices> {
  const { debug } = choices;
  const waits = whoWaits(workload);
  const first = waits === undefined ? undefined : { waits };
  const toggle = (now: RunChoices) => withDebug(now, debug ? undefined : {});
  return {
    label: `$(debug-alt) ${t('Debug')}`,
    description: debug ? text(first === undefined ? {} : { ...first, ...debug }) : t('no'),
    change: (now) => (first ? askWho(now, first) : Promise.resolve(toggle(now))),
  };
}

function text({ waits }: DebugChoice): string {
  if (waits === undefined) return t('Python waits for the debugger');
  return waits === 'all' ? t('each rank waits for its debugger') : t('rank {0} waits for its debugger', waits);
}

interface WhoItem extends QuickPickItem {
  readonly debug?: DebugChoice;
  readonly isTyped?: boolean;
}

async function askWho(choices: RunChoices, first: DebugChoice): Promise<RunChoices | undefined> {
  const waiting: readonly DebugChoice[] = [first, { waits: first.waits === 'all' ? 0 : 'all' }];
  const items: WhoItem[] = [
    ...waiting.map((debug) => ({ label: text(debug), debug })),
    { label: t('another rank waits…'), isTyped: true },
    { label: t('no') },
  ];
  const placeholder = t('Who waits before the first line; debuggers can be attached to the others while they run');
  const picked = await askItem(items, { title: t('Debug'), placeholder });
  if (!picked) return undefined;
  if (picked.isTyped !== true) return withDebug(choices, picked.debug);
  const rank = await askText({
    title: t('Debug'),
    value: '',
    prompt: t('Number of the rank that waits for its debugger, from 0'),
    problemOf: (value) => (/^\d{1,5}$/.test(value) ? undefined : t('Write a whole number.')),
  });
  return rank === undefined ? undefined : withDebug(choices, { waits: Number(rank) });
}

function withDebug({ debug: _debug, ...choices }: RunChoices, debug: DebugChoice | undefined): RunChoices {
  return debug ? { ...choices, debug } : choices;
}
