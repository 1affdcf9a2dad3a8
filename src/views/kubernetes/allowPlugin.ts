import { type Memento, window } from 'vscode';
import { storedValue } from '../../adapters/vscode/state.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import { isArrayOf, isString } from '../../protocol/checks.ts';

/** A program that a kubeconfig names for logging in. */
export interface LoginProgram {
  readonly path: string;
  readonly args: readonly string[];
  readonly file: string;
  readonly why?: string;
  /** Of program, arguments, variables and file. */
  readonly fingerprint: string;
}

/** A kubeconfig is as good as a script: the first time it wants to run a program, and each time the program changes, the user is asked. */
export function createAllowPlugin(memory: Memento): (program: LoginProgram) => Promise<boolean> {
  const allowed = storedValue(memory, 'trainyard.clusters.plugins.v1', isArrayOf(isString));
  return async ({ path, args, file, why, fingerprint }) => {
    if (allowed.get()?.includes(fingerprint) === true) return true;
    const run = t('Run it');
    const detail = [
      plainLine([path, ...args].join(' ')),
      why ?? t('{0} names it. It runs with your rights; allow it only if you know it.', plainLine(file)),
    ].join('\n\n');
    const message = t('Run a program to log in to the cluster?');
    const answer = await window.showWarningMessage(message, { modal: true, detail }, run);
    if (answer !== run) return false;
    await allowed.set([...(allowed.get() ?? []), fingerprint]);
    return true;
  };
}
