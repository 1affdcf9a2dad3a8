import { window } from 'vscode';
import { plainText } from '../../domain/base/plainText.ts';

/** Asks before something is lost. The button is the verb ("Remove 3 containers"), never Yes or OK. */
export type Confirm = (question: {
  readonly message: string;
  readonly detail?: string;
  readonly verb: string;
}) => Promise<boolean>;

export const confirmInDialog: Confirm = async ({ message, detail, verb }) =>
  (await window.showWarningMessage(message, { modal: true, ...(detail === undefined ? {} : { detail }) }, verb)) ===
  verb;

/** Asks in a message that stays in the list of notifications, because the user may be doing something else. Undefined: it was closed. */
export async function askInMessage(message: string, choices: readonly string[]): Promise<string | undefined> {
  return await window.showInformationMessage(plainText(message), ...choices);
}
