import { commands, workspace } from 'vscode';
import type { CommandArgs, CommandId } from '../../contributes/commands.ts';
import type { Failure, Result } from '../../domain/base/failure.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { Log } from './log.ts';
import type { Notifier } from './notify.ts';

export interface CommandOptions {
  /**
   * The command runs programs, connects somewhere or writes files because of what is in the folder, so it is refused in Restricted Mode.
   * Checked here and not only in `when`, because a hidden command can still be called. Default true: a command must opt out.
   */
  readonly needsTrust?: boolean;
}

/** The typed table of commands, and the one place where an error of a command ends. */
export interface Commands {
  /**
   * A handler that returns a failed `Result` has it shown; a successful one hands its value to the caller of `run`.
   * Anything thrown is a bug: it is logged whole and shown as one sentence.
   */
  register<K extends CommandId>(
    id: K,
    handler: (...args: Partial<CommandArgs<K>>) => unknown,
    options?: CommandOptions,
  ): Disposable;
  run<K extends CommandId>(id: K, ...args: CommandArgs<K>): Promise<unknown>;
}

export function createCommands({ log, notify }: { readonly log: Log; readonly notify: Notifier }): Commands {
  return {
    register: <K extends CommandId>(
      id: K,
      handler: (...args: Partial<CommandArgs<K>>) => unknown,
      { needsTrust = true }: CommandOptions = {},
    ) =>
      commands.registerCommand(id, async (...args: Partial<CommandArgs<K>>) => {
        if (needsTrust && !workspace.isTrusted) {
          notify.failure(untrusted());
          return undefined;
        }
        try {
          return settle(await handler(...args), notify);
        } catch (error) {
          log.error(`Command ${id} failed`, error);
          notify.failure({
            code: 'rejected',
            message: t('Trainyard could not finish this because of an error of its own.'),
            nextStep: t('The log names the place.'),
            detail: String(error),
          });
          return undefined;
        }
      }),
    run: async (id, ...args) => commands.executeCommand(id, ...args),
  };
}

function untrusted(): Failure {
  return {
    code: 'untrusted',
    message: t('This folder is open in Restricted Mode, so Trainyard runs nothing and connects to nothing.'),
    nextStep: t('Trust the folder with “Workspaces: Manage Workspace Trust” first.'),
  };
}

function settle(outcome: unknown, notify: Notifier): unknown {
  if (!isResult(outcome)) return outcome;
  if (outcome.ok) return outcome.value;
  notify.failure(outcome.failure);
  return undefined;
}

function isResult(value: unknown): value is Result<unknown> {
  if (typeof value !== 'object' || value === null || !('ok' in value)) return false;
  return value.ok === true ? 'value' in value : value.ok === false && 'failure' in value;
}
