import { window } from 'vscode';

/** Asks before something is lost. The button is the verb ("Remove 3 containers"), never Yes or OK. */
export type Confirm = (question: {
  readonly message: string;
  readonly detail?: string;
  readonly verb: string;
}) => Promise<boolean>;

export const confirmInDialog: Confirm = async ({ message, detail, verb }) =>
  (await window.showWarningMessage(message, { modal: true, ...(detail === undefined ? {} : { detail }) }, verb)) ===
  verb;
