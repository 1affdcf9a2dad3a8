import { Diagnostic, DiagnosticSeverity, languages, Range, Uri, workspace } from 'vscode';
import type { Failure } from '../../domain/base/failure.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';

/** Shows what failed in a build at its line of the Dockerfile, until the line is edited or the next build starts. */
export interface DockerfileDiagnostics extends Disposable {
  show(failure: Failure): void;
  clear(dockerfile: string): void;
}

/** Longer than any line: VS Code cuts a range at the end of the line. */
const LINE_END = 10_000;

export function createDockerfileDiagnostics(): DockerfileDiagnostics {
  const store = new DisposableStore();
  const shown = store.add(languages.createDiagnosticCollection('trainyard.build'));
  store.add(
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0 && shown.has(document.uri)) shown.delete(document.uri);
    }),
  );
  return {
    show: (failure) => {
      const { location } = failure;
      if (!location) return;
      const line = Math.max(0, (location.line ?? 1) - 1);
      const range = new Range(line, Math.max(0, (location.column ?? 1) - 1), line, LINE_END);
      const text = failure.nextStep === undefined ? failure.message : `${failure.message}\n${failure.nextStep}`;
      const diagnostic = new Diagnostic(range, text, DiagnosticSeverity.Error);
      diagnostic.source = 'Trainyard';
      diagnostic.code = failure.code;
      shown.set(Uri.file(location.path), [diagnostic]);
    },
    clear: (dockerfile) => shown.delete(Uri.file(dockerfile)),
    dispose: () => store.dispose(),
  };
}
