import { type Diagnostic, languages, type Uri } from 'vscode';

/** The diagnostics of a document as soon as they are what is waited for; the mocha time-out ends a wait in vain. */
export function diagnosticsThat(
  uri: Uri,
  isIt: (found: readonly Diagnostic[]) => boolean,
): Promise<readonly Diagnostic[]> {
  return new Promise((resolve) => {
    const look = () => {
      const found = languages.getDiagnostics(uri);
      if (!isIt(found)) return;
      listener.dispose();
      resolve(found);
    };
    const listener = languages.onDidChangeDiagnostics(look);
    look();
  });
}
