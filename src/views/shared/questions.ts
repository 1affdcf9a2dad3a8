import { type QuickPickItem, window } from 'vscode';

/*
 * Questions of a form. Unlike VS Code's showInputBox and showQuickPick they stay on screen when they are answered, until the form that asked
 * takes their place: between hiding one and showing the next VS Code gives the focus back to a panel, and a web page gets it so late that it
 * would take it from the form.
 */

export interface TextQuestion {
  readonly title: string;
  readonly value: string;
  readonly prompt: string;
  /** What is wrong with the text; undefined when it can be taken. */
  readonly problemOf: (text: string) => string | undefined;
}

/** Undefined when the user leaves it. */
export function askText({ title, value, prompt, problemOf }: TextQuestion): Promise<string | undefined> {
  return new Promise((resolve) => {
    const input = window.createInputBox();
    input.title = title;
    input.value = value;
    input.valueSelection = [0, value.length];
    input.prompt = prompt;
    input.ignoreFocusOut = true;
    const check = (text: string) => {
      input.validationMessage = problemOf(text);
    };
    input.onDidChangeValue(check);
    input.onDidAccept(() => {
      check(input.value);
      if (problemOf(input.value) === undefined) resolve(input.value);
    });
    input.onDidHide(() => {
      resolve(undefined);
      input.dispose();
    });
    input.show();
  });
}

/** Undefined when the user leaves it. */
export function askItem<T extends QuickPickItem>(
  items: readonly T[],
  { title, placeholder }: { readonly title: string; readonly placeholder?: string },
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const quickPick = window.createQuickPick<T>();
    quickPick.title = title;
    quickPick.placeholder = placeholder;
    quickPick.items = items;
    quickPick.ignoreFocusOut = true;
    quickPick.onDidAccept(() => {
      const [chosen] = quickPick.activeItems;
      if (chosen) resolve(chosen);
    });
    quickPick.onDidHide(() => {
      resolve(undefined);
      quickPick.dispose();
    });
    quickPick.show();
  });
}
