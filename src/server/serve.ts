import type { Connection, InitializeParams, InitializeResult } from 'vscode-languageserver';
import { FileChangeType, MessageType, ShowMessageNotification, TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { useTranslator } from '../domain/base/text.ts';
import { NEWEST_KUBERNETES_MINOR, OLDEST_KUBERNETES_MINOR } from '../language/lint/lintConfig.ts';
import { isArrayOf, isString } from '../protocol/checks.ts';
import { FILE_STATUS_CHANGED } from '../protocol/fileStatus.ts';
import { isLanguageServerOptions, WORKSPACE_FILES } from '../protocol/languageClient.ts';
import { CLUSTER_VERSION, isLintChoices, LINT_CHOICES, type LintChoices, NO_CHOICES } from '../protocol/lintChoices.ts';
import { answerQuestions, CAPABILITIES } from './answerQuestions.ts';
import { FormatAnswers } from './formatAnswers.ts';
import { DiagnosticsPublisher } from './diagnosticsPublisher.ts';
import { FileTools } from './fileTools.ts';
import { followCharts } from './followCharts.ts';
import { followClusters } from './followClusters.ts';
import { folderSettings, isSettingsFile, settingsFiles } from './folderSettings.ts';
import { OpenFiles } from './openFiles.ts';
import { positionsOf } from './positionsOf.ts';
import type { ServerHost } from './serverHost.ts';
import { TagOffers } from './tagOffers.ts';
import { translator } from './translator.ts';
import { WorkspaceFiles } from './workspaceFiles.ts';

/** The language server of run specs, manifests and Dockerfiles. Where it runs, and over what it talks, is for the caller to say. */
export function serve(connection: Connection, host: ServerHost): void {
  const documents = new TextDocuments(TextDocument);
  const tools = new FileTools(host);
  const tags = new TagOffers(connection);
  const files = new OpenFiles(
    (uri) => documents.get(uri),
    (uri) => tools.of(uri),
    host,
  );
  const publisher = publisherOf(files, { connection, host });
  const checkAll = (uris: readonly string[]) => uris.forEach((uri) => publisher.changed(uri));
  const isOpen = (uri: string) => documents.get(uri) !== undefined;
  const charts = followCharts(tools.charts, files);
  /** What files are checked with is another. */
  const checkAnew = () => {
    checkAll(files.forgetAll());
    void connection.sendNotification(FILE_STATUS_CHANGED);
  };
  const workspace = new WorkspaceFiles(tools.index, {
    textOf: host.textOf,
    isOpen,
    seen: charts.seen,
    define: (uri, text) => {
      if (tools.define(uri, text)) checkAnew();
    },
    changed: () => checkAll([...files.manifests, ...charts.changed()]),
  });
  const formatting = new FormatAnswers(connection, { documents, files });
  const settings = followSettings(connection, {
    host,
    tools,
    formatting,
    tags,
    isOpen,
    chosen: checkAnew,
    filesChanged: (uris) => void workspace.read(uris),
  });
  connection.onNotification(WORKSPACE_FILES, (uris: unknown) => {
    if (isArrayOf(isString)(uris)) void workspace.read(uris);
  });
  const clusters = followClusters(connection, {
    host,
    tools,
    files,
    schemasChanged: checkAnew,
    versionHeard: (minor) => settings.clusterVersion(minor),
  });
  followDocuments({ documents, files, publisher, workspace, charts, changed: clusters.filesChanged });
  answerQuestions(connection, answersOf(files, { documents, host }), tags);
  documents.listen(connection);
  connection.listen();
}

function publisherOf(
  files: OpenFiles,
  { connection, host }: { readonly connection: Connection; readonly host: ServerHost },
): DiagnosticsPublisher {
  return new DiagnosticsPublisher({
    check: (uri) => {
      const open = files.get(uri);
      return open && { version: open.version, diagnostics: [...open.file.diagnostics()] };
    },
    publish: (params) => connection.sendDiagnostics(params),
    turn: host.turn,
  });
}

/** Checks what is edited, and what others say of it. */
function followDocuments({
  documents,
  files,
  publisher,
  workspace,
  charts,
  changed,
}: {
  readonly documents: TextDocuments<TextDocument>;
  readonly files: OpenFiles;
  readonly publisher: DiagnosticsPublisher;
  readonly workspace: WorkspaceFiles;
  readonly charts: ReturnType<typeof followCharts>;
  /** An open file is another. */
  readonly changed: () => void;
}): void {
  documents.onDidChangeContent(({ document }) => {
    changed();
    publisher.changed(document.uri);
    charts.seen(document.uri, document.getText());
    // Names that this file defines may be used in the others.
    const others = files.manifests.filter((uri) => uri !== document.uri);
    for (const uri of [...others, ...charts.changed()]) publisher.changed(uri);
  });
  documents.onDidClose(({ document }) => {
    changed();
    files.forget(document.uri);
    publisher.closed(document.uri);
    void workspace.closed(document.uri);
  });
}

function answersOf(
  files: OpenFiles,
  { documents, host }: { readonly documents: TextDocuments<TextDocument>; readonly host: ServerHost },
): Parameters<typeof answerQuestions>[1] {
  return {
    fileOf: (uri) => files.get(uri)?.file,
    statusOf: (uri) => files.status(uri),
    languageOf: (uri) => files.get(uri)?.language,
    textOf: (uri) => documents.get(uri),
    fixAllOf: (uri) => files.fixAll(uri),
    positionsOf: async (uri) => documents.get(uri) ?? (await positionsOf(uri, host)),
  };
}

/** Keeps what files are checked with as the editor and the folders of the workspace say. */
function followSettings(
  connection: Connection,
  {
    host,
    tools,
    formatting,
    tags,
    isOpen,
    chosen,
    filesChanged,
  }: {
    readonly host: ServerHost;
    readonly tools: FileTools;
    readonly formatting: FormatAnswers;
    readonly tags: TagOffers;
    readonly isOpen: (uri: string) => boolean;
    readonly chosen: () => void;
    readonly filesChanged: (uris: readonly string[]) => void;
  },
): { readonly clusterVersion: (minor: number | undefined) => void } {
  let folders: readonly string[] = [];
  let choices: LintChoices = NO_CHOICES;
  let clusterMinor: number | undefined;
  const read = async () => {
    const settings = await readSettings(folders, { connection, host, isOpen });
    tools.choose(settings, withClusterVersion(choices, clusterMinor));
    formatting.choose(choices.formatted ?? []);
    chosen();
  };
  connection.onInitialize((params): InitializeResult => {
    const options: unknown = params.initializationOptions;
    if (isLanguageServerOptions(options)) {
      useTranslator(translator(options.texts));
      choices = options.lint ?? NO_CHOICES;
      tags.isAnswered = options.hasImageTags === true;
    }
    folders = foldersOf(params);
    return { capabilities: { ...CAPABILITIES, ...formatting.capabilities(params.capabilities) } };
  });
  connection.onInitialized(() => void read());
  connection.onNotification(LINT_CHOICES, (sent: unknown) => {
    if (!isLintChoices(sent)) return;
    choices = sent;
    void read();
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const uris = changes.map(({ uri }) => uri);
    filesChanged(uris);
    // What files name may have come or gone.
    if (changes.some(({ type }) => type !== FileChangeType.Changed)) chosen();
    if (uris.some(isSettingsFile)) void read();
  });
  return {
    clusterVersion: (minor) => {
      if (minor === clusterMinor) return;
      clusterMinor = minor;
      if (choices.kubernetesVersion === CLUSTER_VERSION) void read();
    },
  };
}

/** The settings of folders that have some. What is wrong in them is told, but in a file that is open: it shows its problems itself, while it is written. */
async function readSettings(
  folders: readonly string[],
  {
    connection,
    host,
    isOpen,
  }: {
    readonly connection: Connection;
    readonly host: ServerHost;
    readonly isOpen: (uri: string) => boolean;
  },
): Promise<Parameters<FileTools['choose']>[0]> {
  const edited = new Set(folders.filter((uri) => settingsFiles(uri).some(isOpen)));
  const found = await Promise.all(folders.map(async (uri) => ({ uri, read: await folderSettings(uri, host) })));
  return found.flatMap(({ uri, read }) => {
    if (read?.ok === true) return [{ uri, settings: read.value }];
    if (read && !edited.has(uri)) {
      const { message } = read.failure;
      // Not as a question, whose answer would be waited for.
      void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message });
    }
    return [];
  });
}

/** Before a cluster is heard, and for versions that nobody here knows, the nearest that is known counts. */
function withClusterVersion(choices: LintChoices, minor: number | undefined): LintChoices {
  if (choices.kubernetesVersion !== CLUSTER_VERSION) return choices;
  if (minor === undefined) return { ...choices, kubernetesVersion: '' };
  const known = Math.min(Math.max(minor, OLDEST_KUBERNETES_MINOR), NEWEST_KUBERNETES_MINOR);
  return { ...choices, kubernetesVersion: `1.${known}` };
}

function foldersOf({ workspaceFolders }: InitializeParams): readonly string[] {
  return (workspaceFolders ?? []).map(({ uri }) => (uri.endsWith('/') ? uri : `${uri}/`));
}
