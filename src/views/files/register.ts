import { type Event, EventEmitter, type FileChangeEvent, workspace } from 'vscode';
import { lazy } from '../../domain/base/lazy.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { FILES_SCHEME } from '../../domain/files/filePlace.ts';
import type { FILE_ACTIONS } from './fileActions.ts';
import type { FileBrowser } from './fileBrowser.ts';
import type { FilesDeps } from './filesDeps.ts';

/** Files of pods and claims. All of it is loaded when the first place is browsed or a file of one is opened. */
export function registerFiles(deps: FilesDeps): Disposable & { readonly close: () => Promise<void> } {
  const { commands } = deps;
  const store = new DisposableStore();
  let closing = async (): Promise<void> => Promise.resolve();
  const changed = store.add(new EventEmitter<FileChangeEvent[]>());
  const load = lazy(async () => {
    const [{ FileBrowser: Browser }, { createDropFiles }] = await Promise.all([
      import('./fileBrowser.ts'),
      import('./dropFiles.ts'),
    ]);
    const browser = store.add(new Browser(deps, createDropFiles));
    closing = () => browser.places.closeAll();
    store.add(browser.provider.onDidChangeFile((changes) => changed.fire(changes)));
    return browser;
  });
  store.add(registerProvider(load, changed.event));
  const does = (name: keyof typeof FILE_ACTIONS) => async (clicked?: unknown, selected?: unknown) => {
    const [{ FILE_ACTIONS: actions }, browser] = await Promise.all([import('./fileActions.ts'), load()]);
    return await actions[name](browser, { clicked, selected });
  };
  store.add(
    commands.register('trainyard.files.browse', async (place) => (place ? (await load()).browse(place) : undefined)),
  );
  store.add(commands.register('trainyard.files.refresh', async () => (await load()).refresh()));
  store.add(commands.register('trainyard.files.open', does('open')));
  store.add(commands.register('trainyard.files.newFile', does('newFile')));
  store.add(commands.register('trainyard.files.newFolder', does('newFolder')));
  store.add(commands.register('trainyard.files.rename', does('rename')));
  store.add(commands.register('trainyard.files.remove', does('remove')));
  store.add(commands.register('trainyard.files.copyPath', does('copyPath')));
  store.add(commands.register('trainyard.files.openFolder', does('openFolder')));
  store.add(commands.register('trainyard.files.close', does('close')));
  const transfers = (name: 'download' | 'upload') => async (clicked?: unknown, selected?: unknown) => {
    const [{ TRANSFERS }, browser] = await Promise.all([import('./transfers.ts'), load()]);
    return await TRANSFERS[name](browser, { clicked, selected });
  };
  store.add(commands.register('trainyard.files.download', transfers('download')));
  store.add(commands.register('trainyard.files.upload', transfers('upload')));
  return { close: () => closing(), dispose: () => store.dispose() };
}

/** VS Code asks for a file of ours: an editor that was restored, or a folder of the workspace. */
function registerProvider(load: () => Promise<FileBrowser>, onDidChangeFile: Event<FileChangeEvent[]>): Disposable {
  const provider = async () => (await load()).provider;
  return workspace.registerFileSystemProvider(
    FILES_SCHEME,
    {
      onDidChangeFile,
      // Nothing tells of changes in a container.
      watch: () => ({ dispose: () => undefined }),
      stat: async (uri) => (await provider()).stat(uri),
      readDirectory: async (uri) => (await provider()).readDirectory(uri),
      readFile: async (uri) => (await provider()).readFile(uri),
      writeFile: async (uri, content, options) => (await provider()).writeFile(uri, content, options),
      createDirectory: async (uri) => (await provider()).createDirectory(uri),
      delete: async (uri) => (await provider()).delete(uri),
      rename: async (from, to, options) => (await provider()).rename(from, to, options),
      copy: async (from, to, options) => (await provider()).copy(from, to, options),
    },
    { isCaseSensitive: true },
  );
}
