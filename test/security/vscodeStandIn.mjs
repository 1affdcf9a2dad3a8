// @ts-check
// Stands in for the module `vscode` where a test looks at what a view hands to VS Code. It records and decides nothing.

/** What was shown and asked; tests empty it. @type {{kind: string, text: string}[]} */
export const shown = [];
/** Registered command handlers by id. @type {Map<string, (...args: unknown[]) => unknown>} */
export const handlers = new Map();
/** What the next warning dialogs are answered with. @type {(string | undefined)[]} */
export const answers = [];

const record = (/** @type {string} */ kind) => (/** @type {string} */ text) => {
  shown.push({ kind, text });
  return Promise.resolve(answers.shift());
};

export const window = {
  showErrorMessage: record('error'),
  showWarningMessage: record('warning'),
  showInformationMessage: record('information'),
  createOutputChannel: () => ({ info() {}, warn() {}, error() {}, show() {}, dispose() {} }),
  createTreeView: () => anything,
  registerFileDecorationProvider: () => anything,
  withProgress: (/** @type {unknown} */ _options, /** @type {(progress: unknown, token: unknown) => unknown} */ work) =>
    work({ report() {} }, { onCancellationRequested() {} }),
};
export const workspace = {
  isTrusted: false,
  getConfiguration: () => ({ get: () => undefined }),
  onDidChangeConfiguration: () => ({ dispose() {} }),
  registerFileSystemProvider: () => ({ dispose() {} }),
  registerTextDocumentContentProvider: () => ({ dispose() {} }),
  onDidCloseTextDocument: () => ({ dispose() {} }),
  onWillSaveTextDocument: () => ({ dispose() {} }),
};
export const commands = {
  registerCommand: (/** @type {string} */ id, /** @type {(...args: unknown[]) => unknown} */ handler) => {
    handlers.set(id, handler);
    return { dispose: () => handlers.delete(id) };
  },
  executeCommand: () => Promise.resolve(undefined),
};
export const l10n = { t: (/** @type {string} */ text) => text, bundle: undefined };
export class Disposable {
  /** @param {() => unknown} dispose */
  constructor(dispose) {
    this.dispose = dispose;
  }
}
export class TreeItem {
  /** @param {string} label @param {number} collapsibleState */
  constructor(label, collapsibleState) {
    this.label = label;
    this.collapsibleState = collapsibleState;
  }
}
export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };
export class ThemeIcon {
  /** @param {string} id @param {unknown} [color] */
  constructor(id, color) {
    this.id = id;
    this.color = color;
  }
}
export class ThemeColor {
  /** @param {string} id */
  constructor(id) {
    this.id = id;
  }
}
export class Position {
  /** @param {number} line @param {number} character */
  constructor(line, character) {
    this.line = line;
    this.character = character;
  }
}
export class Range {
  /** @param {Position} start @param {Position} end */
  constructor(start, end) {
    this.start = start;
    this.end = end;
  }
}
export const Uri = {
  from: (/** @type {object} */ parts) => parts,
  file: (/** @type {string} */ path) => ({ path }),
  joinPath: (/** @type {{path: string}} */ base, /** @type {string[]} */ ...parts) => ({
    path: [base.path, ...parts].join('/'),
  }),
};

/** Whatever is asked of it, it gives itself: for what a module needs when it is loaded and a test does not look at. @type {unknown} */
const anything = new Proxy(function stand() {}, {
  get: (_target, name) => (name === Symbol.toPrimitive ? () => 'anything' : name === 'then' ? undefined : anything),
  apply: () => anything,
  construct: () => Object(anything),
});
export const env = anything;
export const debug = anything;
export const extensions = anything;
export const languages = anything;
export const EventEmitter = anything;
export const QuickPickItemKind = anything;
export const ViewColumn = anything;
export const StatusBarAlignment = anything;
export const FileType = anything;
export const FilePermission = anything;
export const DataTransferItem = anything;
export const FileChangeType = anything;
export const TextDocumentSaveReason = anything;
export const WorkspaceEdit = anything;
export const ProgressLocation = anything;
export const DiagnosticSeverity = anything;
export const Diagnostic = anything;
export class FileSystemError extends Error {}
export class TabInputTextDiff {}
export class FileDecoration {}
export class CancellationTokenSource {
  token = { onCancellationRequested() {} };
  cancel() {}
  dispose() {}
}
export class TabInputWebview {}
export const InputBoxValidationSeverity = { Info: 1, Warning: 2, Error: 3 };
