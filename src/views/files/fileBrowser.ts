import { commands, type FileChangeType, type TreeDragAndDropController, Uri, workspace } from 'vscode';
import { setContextKey } from '../../adapters/vscode/contextKeys.ts';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { setting } from '../../adapters/vscode/settings.ts';
import { VIEWS } from '../../contributes/views.ts';
import { systemClock } from '../../domain/base/clock.ts';
import { ok, type Result } from '../../domain/base/failure.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { FileSubject, NodeSubject } from '../../domain/base/tree.ts';
import { authorityOf, type FilePlace, FILES_SCHEME, placeName } from '../../domain/files/filePlace.ts';
import { FilePlaces } from '../../domain/files/filePlaces.ts';
import { writable } from '../shared/contextProtection.ts';
import { createTreeView, type Row, type TreeViewHandle } from '../shared/treeView.ts';
import type { FilesDeps } from './filesDeps.ts';
import { FilesModel } from './filesModel.ts';
import { FilesProvider } from './filesProvider.ts';

/** What happens when something is dropped onto a row. */
type CreateDrops = (browser: FileBrowser) => TreeDragAndDropController<Row>;

/** Everything of files in clusters that lives as long as the window: the open places, the Files view and the files for editors. */
export class FileBrowser implements Disposable {
  readonly deps: FilesDeps;
  readonly places: FilePlaces;
  readonly provider: FilesProvider;
  readonly #store = new DisposableStore();
  readonly #model: FilesModel;
  readonly #createDrops: CreateDrops;
  #view: TreeViewHandle | undefined;

  constructor(deps: FilesDeps, createDrops: CreateDrops) {
    this.deps = deps;
    this.#createDrops = createDrops;
    this.places = new FilePlaces({
      clusters: deps.clusters,
      clock: systemClock,
      image: () => setting('trainyard.clusters.helperImage'),
      mayWrite: writable,
      isInWorkspace: (place) => {
        const authority = authorityOf(place);
        return (workspace.workspaceFolders ?? []).some(
          ({ uri }) => uri.scheme === FILES_SCHEME && uri.authority.toLowerCase() === authority,
        );
      },
    });
    this.provider = this.#store.add(new FilesProvider(this.places, deps.confirm));
    this.#model = this.#store.add(new FilesModel(this.places, deps.clusters));
    this.#store.add(this.provider.onDidChangeFile((changes) => this.#follow(changes)));
    this.#store.add(this.places.onDidChange(() => setContextKey('trainyard.files.open', this.places.open.length > 0)));
  }

  /** Shows the files of a place in the Files view. What cannot be reached is said and not shown. */
  async browse(place: FilePlace): Promise<Result<void>> {
    const isOpen = this.places.open.some((each) => authorityOf(each) === authorityOf(place));
    if (!isOpen) {
      this.places.add(place);
      const title =
        place.kind === 'claim'
          ? t('Opening the claim {0} with a small pod', place.claim)
          : t('Opening the files of {0}', placeName(place));
      const reached = await withProgress(title, (_report, signal) =>
        this.places.use(place, { writes: false }, ({ files, inside }) => files.facts(inside('/'), signal), signal),
      );
      if (!reached.ok) {
        await this.places.close(place);
        return reached;
      }
    }
    this.#show();
    await commands.executeCommand(`${VIEWS.files}.focus`);
    return ok(undefined);
  }

  /** What the selected rows of the view are about. */
  selected(): readonly NodeSubject[] {
    return this.#view?.provider.selectedSubjects() ?? [];
  }

  refresh(): void {
    this.#model.refresh();
  }

  /** A file was changed from here: editors and rows follow. */
  told(type: FileChangeType, { authority, path }: Pick<FileSubject, 'authority' | 'path'>): void {
    this.provider.tell([{ type, uri: uriOf({ authority, path }) }]);
  }

  /** Files came into a folder by another way. */
  filled({ authority, path }: Pick<FileSubject, 'authority' | 'path'>): void {
    this.#model.refresh(authority, path);
  }

  dispose(): void {
    void this.places.closeAll();
    this.#store.dispose();
  }

  #show(): void {
    if (this.#view) return;
    const view = this.#store.add(
      createTreeView(VIEWS.files, this.#model, { canSelectMany: true, dragAndDrop: this.#createDrops(this) }),
    );
    this.#view = view;
    this.deps.useProvider(view.provider);
  }

  #follow(changes: readonly { readonly uri: Uri }[]): void {
    for (const { uri } of changes) this.#model.changed(uri.authority, uri.path);
  }
}

export function uriOf({ authority, path }: Pick<FileSubject, 'authority' | 'path'>): Uri {
  return Uri.from({ scheme: FILES_SCHEME, authority, path });
}
