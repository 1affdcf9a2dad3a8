import { window } from 'vscode';

export interface NameQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly value?: string;
  /** What is wrong with a text; undefined when it can be taken. */
  readonly problemOf: (text: string) => string | undefined;
}

/** Undefined when the user leaves it, or leaves it empty. */
export async function askName({ title, prompt, value = '', problemOf }: NameQuestion): Promise<string | undefined> {
  const text = await window.showInputBox({
    title,
    prompt,
    value,
    ignoreFocusOut: true,
    // An empty one is not scolded before anything was typed.
    validateInput: (typed) => (typed === '' ? undefined : problemOf(typed)),
  });
  return text === '' ? undefined : text;
}
