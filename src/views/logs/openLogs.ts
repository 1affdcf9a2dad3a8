import type { Memento } from 'vscode';
import { storedValue } from '../../adapters/vscode/state.ts';
import { t } from '../../domain/base/text.ts';
import { isLogsSubject, type LogsSubject } from '../../protocol/logsPanel.ts';

/** Which logs are open. A tab tells no more than its title, so this says whose log a tab of a killed extension host showed. */
export interface OpenLogs {
  find(title: string): LogsSubject | undefined;
  set(subjects: readonly LogsSubject[]): Promise<void>;
}

const areSubjects = (value: unknown): value is readonly LogsSubject[] =>
  Array.isArray(value) && value.every(isLogsSubject);

export function createOpenLogs(memento: Memento): OpenLogs {
  const stored = storedValue(memento, 'trainyard.logs.open.v1', areSubjects);
  return {
    find: (title) => stored.get()?.find((subject) => titleOf(subject) === title),
    set: (subjects) => stored.set(subjects),
  };
}

/** The title of a log's tab. */
export function titleOf({ title }: LogsSubject): string {
  return t('Log: {0}', title);
}
