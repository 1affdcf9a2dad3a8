import { type QuickPickItem, window } from 'vscode';

/** A row of a form. Without `change`, choosing it ends the form. */
export interface FormRow<T> extends QuickPickItem {
  /** Asks for another value; undefined leaves everything as it is. */
  readonly change?: (choices: T) => Promise<T | undefined>;
}

export interface ChoiceForm<T, R extends FormRow<T>> {
  readonly title: string;
  readonly placeholder: string;
  /** The first row is the one that Enter alone takes. */
  readonly rows: (choices: T) => readonly R[];
}

/**
 * All choices in one list: Enter on the first row goes on with them, on another one changes it and comes back. Answers with the row that
 * ended the form, or undefined when the user left it.
 */
export async function askChoices<T, R extends FormRow<T>>(
  form: ChoiceForm<T, R>,
  initial: T,
): Promise<{ readonly choices: T; readonly row: R } | undefined> {
  let choices = initial;
  let last: string | undefined;
  for (;;) {
    const row = await pickRow(form, form.rows(choices), last);
    if (!row?.change) return row && { choices, row };
    last = row.label;
    choices = (await row.change(choices)) ?? choices;
  }
}

function pickRow<T, R extends FormRow<T>>(
  { title, placeholder }: ChoiceForm<T, R>,
  rows: readonly R[],
  last: string | undefined,
): Promise<R | undefined> {
  return new Promise((resolve) => {
    const quickPick = window.createQuickPick<R>();
    quickPick.title = title;
    quickPick.placeholder = placeholder;
    quickPick.items = rows;
    quickPick.ignoreFocusOut = true;
    const again = rows.find(({ label }) => label === last);
    if (again) quickPick.activeItems = [again];
    quickPick.onDidAccept(() => {
      const [row] = quickPick.activeItems;
      resolve(row);
      // What asks for the change takes its place; see questions.ts for why nothing is hidden in between.
      if (!row?.change) quickPick.hide();
    });
    quickPick.onDidHide(() => {
      resolve(undefined);
      quickPick.dispose();
    });
    quickPick.show();
  });
}
