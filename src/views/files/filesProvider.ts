import {
  EventEmitter,
  type FileChangeEvent,
  FileChangeType,
  FilePermission,
  type FileStat,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  type Uri,
  workspace,
} from 'vscode';
import type { Confirm } from '../../adapters/vscode/ask.ts';
import { CANCELLED, type Failure, fail, ok, type Result, sentencesOf } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { type FilePlace, nameOfPath, placeOf } from '../../domain/files/filePlace.ts';
import type { FilePlaces, UsedPlace } from '../../domain/files/filePlaces.ts';
import type { FileFacts, FileKind } from '../../domain/files/ports.ts';
import { confirmProtected } from '../shared/confirmLoss.ts';
import { protectionIn } from '../shared/contextProtection.ts';

/** What VS Code itself opens without a question, in bytes; all of it is held in memory. */
export const LARGEST_EDITED = 50 * 1024 * 1024;

const TYPES: Readonly<Record<FileKind, FileType>> = {
  file: FileType.File,
  folder: FileType.Directory,
  other: FileType.Unknown,
};

function typeOf(kind: FileKind, isLink: boolean): FileType {
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- VS Code's own way to say that it is a link
  return isLink ? TYPES[kind] | FileType.SymbolicLink : TYPES[kind];
}

/** Files of pods and claims as files of VS Code: for editors, and as a folder of the workspace. */
export class FilesProvider implements Omit<FileSystemProvider, 'watch'> {
  readonly #places: FilePlaces;
  readonly #confirm: Confirm;
  readonly #changed = new EventEmitter<FileChangeEvent[]>();
  /** Files as they were when they were read last: what differs was changed by somebody else. */
  readonly #read = new Map<string, FileFacts>();
  readonly onDidChangeFile = this.#changed.event;

  constructor(places: FilePlaces, confirm: Confirm) {
    this.#places = places;
    this.#confirm = confirm;
  }

  async stat(uri: Uri): Promise<FileStat> {
    return await this.#do(uri, false, async (place, path, signal) => {
      const facts = await place.files.facts(path, signal);
      if (!facts.ok) return facts;
      const { kind, isLink, size, changedAt } = facts.value;
      const known = this.#read.get(uri.toString());
      // Before it overwrites a newer file VS Code asks the user by itself, so that this is what is expected then.
      if (known && changedAt > known.changedAt) this.#read.set(uri.toString(), facts.value);
      const isReadOnly = protectionIn(place.cluster.connection.label) === 'readOnly';
      const type = typeOf(kind, isLink);
      const mtime = changedAt.getTime();
      return ok({ type, size, mtime, ctime: mtime, ...(isReadOnly ? { permissions: FilePermission.Readonly } : {}) });
    });
  }

  async readDirectory(uri: Uri): Promise<[string, FileType][]> {
    return await this.#do(uri, false, async ({ files }, path, signal) => {
      const entries = await files.list(path, signal);
      if (!entries.ok) return entries;
      return ok(entries.value.map(({ name, kind, isLink }): [string, FileType] => [name, typeOf(kind, isLink)]));
    });
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    return await this.#do(uri, false, async ({ files }, path, signal) => {
      const read = await files.read(path, LARGEST_EDITED, signal);
      if (!read.ok) return read;
      this.#read.set(uri.toString(), read.value.facts);
      return ok(read.value.content);
    });
  }

  async writeFile(
    uri: Uri,
    content: Uint8Array,
    { create, overwrite }: { readonly create: boolean; readonly overwrite: boolean },
  ): Promise<void> {
    const key = uri.toString();
    const isNew = await this.#do(uri, true, async ({ files }, path, signal) => {
      const found = await files.facts(path, signal);
      const isMissing = !found.ok && found.failure.code === 'not-found';
      if (!found.ok && (!isMissing || !create)) return found;
      const expected = overwrite ? this.#read.get(key) : 'absent';
      const written = await files.write(path, content, isMissing ? 'absent' : expected, signal);
      if (written.ok) this.#read.set(key, written.value);
      // The user has been told: to save once more is to overwrite it.
      else if (written.failure.code === 'conflict' && found.ok) this.#read.set(key, found.value);
      return written.ok ? ok(isMissing) : written;
    });
    this.tell([{ type: isNew ? FileChangeType.Created : FileChangeType.Changed, uri }]);
  }

  async createDirectory(uri: Uri): Promise<void> {
    await this.#do(uri, true, ({ files }, path, signal) => files.createFolder(path, signal));
    this.tell([{ type: FileChangeType.Created, uri }]);
  }

  /** VS Code has asked already; a protected context asks for the name too. */
  async delete(uri: Uri): Promise<void> {
    await this.#do(uri, true, async ({ cluster, files }, path, signal) => {
      if (uri.path === '/') return fail({ code: 'forbidden', message: t('The root of a place cannot be deleted.') });
      const name = nameOfPath(uri.path);
      const message = t('Delete {0} in {1}?', uri.path, cluster.connection.label);
      const change = { message, verb: t('Delete'), name };
      const confirmed = await confirmProtected({ confirm: this.#confirm }, cluster, change);
      return confirmed.ok ? await files.remove(path, signal) : confirmed;
    });
    this.tell([{ type: FileChangeType.Deleted, uri }]);
  }

  async rename(from: Uri, to: Uri, { overwrite }: { readonly overwrite: boolean }): Promise<void> {
    if (from.authority !== to.authority) throw FileSystemError.NoPermissions(t('Move inside one place only.'));
    await this.#do(from, true, ({ files, inside }, path, signal) =>
      files.move(path, inside(to.path), overwrite, signal),
    );
    this.tell([
      { type: FileChangeType.Deleted, uri: from },
      { type: FileChangeType.Created, uri: to },
    ]);
  }

  /** Without another turn over the network. */
  async copy(from: Uri, to: Uri, { overwrite }: { readonly overwrite: boolean }): Promise<void> {
    if (from.authority !== to.authority) throw FileSystemError.NoPermissions(t('Copy inside one place only.'));
    await this.#do(from, true, ({ files, inside }, path, signal) =>
      files.copy(path, inside(to.path), overwrite, signal),
    );
    this.tell([{ type: FileChangeType.Created, uri: to }]);
  }

  /** Says what was changed; the Files view changes files by itself too. */
  tell(changes: FileChangeEvent[]): void {
    for (const { type, uri } of changes) if (type === FileChangeType.Deleted) this.#read.delete(uri.toString());
    this.#changed.fire(changes);
  }

  dispose(): void {
    this.#changed.dispose();
    this.#read.clear();
  }

  async #do<T>(
    uri: Uri,
    writes: boolean,
    work: (place: UsedPlace, path: string, signal: AbortSignal) => Promise<Result<T>>,
  ): Promise<T> {
    const place = trustedPlace(uri);
    if (!place.ok) throw errorOf(place.failure);
    const { signal } = new AbortController();
    const result = await this.#places.use(
      place.value,
      { writes },
      (used) => work(used, used.inside(uri.path), signal),
      signal,
    );
    if (!result.ok) throw errorOf(result.failure);
    return result.value;
  }
}

/** An address can come from anywhere, as from a link: nobody is contacted for one in Restricted Mode. */
function trustedPlace({ authority }: Uri): Result<FilePlace> {
  if (!workspace.isTrusted) {
    return fail({
      code: 'untrusted',
      message: t('This folder is open in Restricted Mode, so Trainyard runs nothing and connects to nothing.'),
    });
  }
  const place = placeOf(authority);
  return place ? ok(place) : fail({ code: 'invalid', message: t('This is no address of a file in a cluster.') });
}

function errorOf(failure: Failure): Error {
  if (failure.code === 'cancelled') return FileSystemError.Unavailable(CANCELLED.message);
  const text = sentencesOf(failure);
  switch (failure.code) {
    case 'not-found':
      return FileSystemError.FileNotFound(text);
    case 'forbidden':
    case 'untrusted':
      return FileSystemError.NoPermissions(text);
    case 'unreachable':
    case 'timeout':
    case 'unauthorized':
    case 'conflict':
    case 'invalid':
    case 'rejected':
    case 'unsupported':
    case 'tool-missing':
    case 'no-space':
    default:
      return FileSystemError.Unavailable(text);
  }
}
