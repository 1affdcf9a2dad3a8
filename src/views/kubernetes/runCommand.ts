import { InputBoxValidationSeverity, window } from 'vscode';
import { storedValue } from '../../adapters/vscode/state.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { shellWord, splitCommand } from '../../domain/cluster/commandLine.ts';
import { isString } from '../../protocol/checks.ts';
import { showTerminal } from '../shared/containerTerminal.ts';
import type { ClusterTarget } from './clusterTarget.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';
import { containerOf } from './podActions.ts';

/** Runs a program in a container, in a terminal that says how it ended. The command that was run last is proposed. */
export async function runCommand(
  { workspaceState }: KubernetesDeps,
  target: ClusterTarget,
  signal: AbortSignal,
): Promise<Result<void>> {
  const container = await containerOf(target, signal);
  if (!container.ok) return container;
  const { id, title } = container.value;
  const stored = storedValue(workspaceState, 'trainyard.clusters.command.v1', isString);
  const text = await window.showInputBox({
    title: t('Run a command in {0} ({1})', title, target.cluster.connection.label),
    value: stored.get() ?? '',
    prompt: t('Program and arguments. No shell is started: for pipes and variables write sh -c "…"'),
    ignoreFocusOut: true,
    validateInput: problemOf,
  });
  if (text === undefined) return fail(CANCELLED);
  const command = splitCommand(text);
  if (!command.ok) return command;
  await stored.set(text);
  const session = await target.cluster.shells.openProgram(id, command.value, { columns: 80, rows: 24 }, signal);
  if (!session.ok) return session;
  const ended = (exitCode: number) => t('The command ended with exit code {0}.', exitCode);
  showTerminal(session.value, `${title}: ${command.value[0] ?? ''}`, ended);
  return ok(undefined);
}

function problemOf(text: string) {
  const command = splitCommand(text);
  if (!command.ok) return command.failure.message;
  const word = shellWord(command.value);
  if (word === undefined) return undefined;
  const message = t('“{0}” is handed to the program as it is. For what a shell does with it write sh -c "…"', word);
  return { message, severity: InputBoxValidationSeverity.Warning };
}
