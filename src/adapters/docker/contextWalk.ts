import { lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import { isUtf8 } from 'node:buffer';
import type { Dockerignore, IgnoreState } from '../../domain/images/dockerignore.ts';

/** One thing of the context that is sent. Paths are bytes, because a file system may hold names that are not UTF-8. */
export interface WalkEntry {
  readonly absolute: Buffer;
  /** Relative to the context, `/` between parts. */
  readonly relative: Buffer;
  /** The same as text, for rules and messages. */
  readonly text: string;
}

/** Called in the order of the walk: a folder before what is in it. */
export interface WalkVisitor {
  folder(entry: WalkEntry, stats: Stats): void;
  /** Not looked at yet: it is opened first and then asked what it is, so that nothing can change in between. */
  file(entry: WalkEntry): void;
  symlink(entry: WalkEntry, link: { readonly target: Buffer; readonly stats: Stats }): void;
  /** FIFOs, sockets and devices: an image cannot hold them in a useful way, and opening one may hang. */
  special(entry: WalkEntry): void;
  /** It was listed and is gone now. */
  vanished(entry: WalkEntry): void;
}

const SLASH = Buffer.from('/');

interface Folder {
  readonly absolute: Buffer;
  /** With a trailing slash, or empty at the top. */
  readonly prefix: Buffer;
  readonly prefixText: string;
  readonly state: IgnoreState | undefined;
}

/**
 * Walks a context in name order and calls the visitor for what the rules keep. Ignored folders are not read unless an exception may match
 * below. Synchronous: it runs on a thread of its own. File system errors are thrown with the path in them.
 */
export class ContextWalk {
  readonly #rules: Dockerignore;
  readonly #visitor: WalkVisitor;
  /** Ignored folders above the current place that an exception below may bring back. */
  readonly #pending: { readonly entry: WalkEntry; isSent: boolean }[] = [];

  constructor(rules: Dockerignore, visitor: WalkVisitor) {
    this.#rules = rules;
    this.#visitor = visitor;
  }

  run(root: string): void {
    this.#read({ absolute: Buffer.from(root), prefix: Buffer.alloc(0), prefixText: '', state: undefined });
  }

  #read(folder: Folder): void {
    const children = readdirSync(folder.absolute, { withFileTypes: true, encoding: 'buffer' });
    children.sort((one, other) => Buffer.compare(one.name, other.name));
    for (const child of children) {
      const text = folder.prefixText + textOf(child.name);
      const verdict = this.#rules.test(text, folder.state);
      const isFolder = child.isDirectory();
      if (verdict.isIgnored && !(isFolder && this.#rules.mayKeepBelow(text))) continue;
      const entry: WalkEntry = {
        absolute: Buffer.concat([folder.absolute, SLASH, child.name]),
        relative: Buffer.concat([folder.prefix, child.name]),
        text,
      };
      if (isFolder) this.#enter(entry, verdict);
      else {
        this.#sendPending();
        this.#visit(entry, child.isFile() ? 'file' : child.isSymbolicLink() ? 'symlink' : 'special');
      }
    }
  }

  #enter(entry: WalkEntry, { isIgnored, state }: { readonly isIgnored: boolean; readonly state: IgnoreState }): void {
    const pending = { entry, isSent: false };
    this.#pending.push(pending);
    try {
      if (!isIgnored) this.#sendPending();
      this.#read({
        absolute: entry.absolute,
        prefix: Buffer.concat([entry.relative, SLASH]),
        prefixText: `${entry.text}/`,
        state,
      });
    } catch (error) {
      if (!isGone(error)) throw error;
      this.#visitor.vanished(entry);
    } finally {
      this.#pending.pop();
    }
  }

  #sendPending(): void {
    for (const pending of this.#pending) {
      if (pending.isSent) continue;
      pending.isSent = true;
      this.#visitor.folder(pending.entry, lstatSync(pending.entry.absolute));
    }
  }

  #visit(entry: WalkEntry, kind: 'file' | 'symlink' | 'special'): void {
    try {
      if (kind === 'file') this.#visitor.file(entry);
      else if (kind === 'special') this.#visitor.special(entry);
      else {
        const target = readlinkSync(entry.absolute, { encoding: 'buffer' });
        this.#visitor.symlink(entry, { target, stats: lstatSync(entry.absolute) });
      }
    } catch (error) {
      if (!isGone(error)) throw error;
      this.#visitor.vanished(entry);
    }
  }
}

/** Bytes that are not UTF-8 become one replacement character each, as Docker's matcher sees them. */
function textOf(name: Buffer): string {
  return isUtf8(name) ? name.toString('utf8') : name.toString('latin1').replace(/[\x80-\xff]/g, '\uFFFD');
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
