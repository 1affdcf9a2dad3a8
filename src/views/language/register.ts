import { languages, Range, type TextDocument, Uri, window, workspace } from 'vscode';
import type { Log } from '../../adapters/vscode/log.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import type { TagParts } from './answerTags.ts';
import type { ClusterParts } from './followClusters.ts';

/** Run specs; by name of the file, so that it also works where the user gave the files another language. */
const SPEC_FILES = [
  { language: 'trainyard' },
  { pattern: '**/trainyard.{yaml,yml}' },
  { pattern: '**/*.trainyard.{yaml,yml}' },
];
const MANIFEST_FILES = [{ language: 'yaml' }];
/** Files of other programs around training, known by their names; other extensions may give them languages of their own. */
const NAMED_FILES = [
  { pattern: '**/.github/workflows/*.{yml,yaml}' },
  { pattern: '**/.gitlab-ci.{yml,yaml}' },
  { pattern: '**/{kustomization,Chart,prefect}.{yml,yaml}' },
  { pattern: '**/{MLproject,kustomization,Kustomization}' },
  { pattern: '**/.trainyard/lint.{yml,yaml}' },
];
const CONTAINER_FILES = [{ language: 'dockerfile' }, { language: 'dockercompose' }];
/** A manifest says what it is near its beginning. */
const HEAD_LINES = 2000;

/**
 * Help while writing run specs, manifests, Dockerfiles, Compose files and pipelines. Starts nothing by itself: client and server are loaded when the first such document is open, and
 * other YAML does not count. It needs no trust, because the server reads the text it is sent and nothing else, and clusters and registries are there in trusted windows alone.
 */
export function registerLanguage({
  log,
  live,
  tags,
  serverFile,
  cacheFolder,
}: {
  readonly log: Log;
  /** What those have that the user is connected to is offered. */
  readonly live: ClusterParts;
  /** Tags of images are asked of registries that the user has to do with. */
  readonly tags: Omit<TagParts, 'log'>;
  /** dist/server.js. */
  readonly serverFile: Uri;
  /** Where the server may keep its compile cache. */
  readonly cacheFolder: Uri;
}): Disposable {
  const store = new DisposableStore();
  let isStarted = false;
  const startFor = (document: TextDocument) => {
    if (isStarted || !isOurs(document)) return;
    isStarted = true;
    start().catch((error: unknown) => log.error('The language server could not be started', error));
  };
  const start = async () => {
    const { startClient } = await import('./startClient.ts');
    const channel = store.add(window.createOutputChannel('Trainyard Language Server', { log: true }));
    const files = { server: serverFile.fsPath, cache: Uri.joinPath(cacheFolder, 'compile-cache').fsPath };
    store.add(
      await startClient({
        channel,
        live,
        tags: { ...tags, log },
        files,
        selector: [...SPEC_FILES, ...MANIFEST_FILES, ...CONTAINER_FILES, ...NAMED_FILES],
      }),
    );
  };
  store.add(workspace.onDidOpenTextDocument(startFor));
  // A file may become a manifest while it is written.
  store.add(workspace.onDidChangeTextDocument(({ document }) => startFor(document)));
  workspace.textDocuments.forEach(startFor);
  return store;
}

function isOurs(document: TextDocument): boolean {
  if (languages.match([...SPEC_FILES, ...CONTAINER_FILES, ...NAMED_FILES], document) > 0) return true;
  if (languages.match(MANIFEST_FILES, document) === 0) return false;
  const head = document.getText(new Range(0, 0, HEAD_LINES, 0));
  return /^apiVersion:/m.test(head) && /^kind:/m.test(head);
}
