import { createReadStream, type Dirent, type Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { Turns } from '../../domain/base/turns.ts';
import type { ArtifactContent } from '../../domain/experiments/ports.ts';
import type { Artifact } from '../../domain/experiments/trackedRun.ts';
import { storeFailure } from './storeFailure.ts';
import { fileProblem } from './storeProblem.ts';

/** Files looked at side by side: as many as Node does at once without being told. */
const STATS_AT_ONCE = 4;

/** Where artifacts of a store may lie. */
export interface ArtifactPlaces {
  /** What a relative path is relative to. */
  readonly base: string;
  /** Folders that hold `<experiment>/<run>/artifacts` where the store has been moved, or was written by a server beside it. */
  readonly roots: readonly string[];
}

/**
 * The folder of the artifacts of a run, a model or a trace on this machine; `of` says which of them.
 * Failures: `unsupported` (in a bucket, on a server), `not-found`.
 */
export async function artifactFolder(
  uri: string | undefined,
  places: ArtifactPlaces,
  of: 'run' | 'model' | 'trace' = 'run',
): Promise<Result<string>> {
  const own = uri === undefined ? undefined : localPath(uri, places.base);
  // `<experiment>/<run>/artifacts`, `<experiment>/models/<model>/artifacts`.
  const depth = of === 'run' ? 3 : 4;
  const ends = (uri ?? '').split(/[/\\]/).slice(-depth);
  const moved = ends.length === depth && !ends.includes('..') ? places.roots.map((root) => join(root, ...ends)) : [];
  for (const folder of own === undefined ? moved : [own, ...moved]) {
    const stats = await statOf(folder);
    if (stats?.isDirectory() === true) return ok(await realpath(folder));
  }
  if (own !== undefined) {
    const nextStep = t('If the store was moved, bring its artifacts there too.');
    return fail({
      code: 'not-found',
      message: t('The artifacts of this {0} are not at {1}.', nouns()[of], own),
      nextStep,
    });
  }
  const message = t(
    'The artifacts of this {0} are at {1}, which a store of files does not lead to.',
    nouns()[of],
    uri ?? '',
  );
  return fail({ code: 'unsupported', message, nextStep: t('Start `mlflow server` on it and add its address.') });
}

const nouns = () => ({ run: t('run'), model: t('model'), trace: t('trace') });

function localPath(uri: string, base: string): string | undefined {
  if (uri.startsWith('file:')) {
    try {
      return fileURLToPath(uri);
    } catch (error) {
      // Of another machine or another system.
      if (error instanceof TypeError) return undefined;
      throw error;
    }
  }
  if (isAbsolute(uri)) return uri;
  return /^[a-z][a-z\d+.-]+:/i.test(uri) ? undefined : join(base, uri);
}

/** What lies directly below `folder`, by name. `root` is the run's folder without links in it. */
export async function listArtifacts(
  root: string,
  folder: string,
  signal: AbortSignal,
): Promise<Result<readonly Artifact[]>> {
  return await guarded(join(root, folder), signal, async () => {
    const inside = await insideOf(root, folder);
    if (!inside.ok) return inside;
    const entries = await readdir(inside.value, { withFileTypes: true });
    const turns = new Turns(STATS_AT_ONCE);
    const listed = entries.map((entry) => turns.take(async () => await artifactOf(entry, root, folder, signal)));
    return ok((await Promise.all(listed)).sort((a, b) => (a.path < b.path ? -1 : 1)));
  });
}

/** A link that leads out of the run is named as a file; reading it is refused. */
async function artifactOf(entry: Dirent, root: string, folder: string, signal: AbortSignal): Promise<Artifact> {
  signal.throwIfAborted();
  const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
  const place = entry.isSymbolicLink() ? await linkOf(root, path) : ok(join(root, path));
  const stats = place.ok ? await statOf(place.value) : undefined;
  if (stats?.isDirectory() === true) return { path, isFolder: true };
  return { path, isFolder: false, ...(stats?.isFile() === true ? { size: stats.size } : {}) };
}

export async function readArtifactOf(
  root: string,
  path: string,
  signal: AbortSignal,
): Promise<Result<ArtifactContent>> {
  return await guarded(join(root, path), signal, async () => {
    const inside = await insideOf(root, path);
    if (!inside.ok) return inside;
    const stats = await stat(inside.value);
    if (!stats.isFile()) return fail({ code: 'invalid', message: t('{0} is not a file.', path) });
    return ok({ size: stats.size, chunks: createReadStream(inside.value, { signal }) });
  });
}

/** The real place of what is named. A name or a link that leads out of the run's folder is refused. */
async function insideOf(root: string, path: string): Promise<Result<string>> {
  const refused: Failure = { code: 'forbidden', message: t('{0} leads out of the artifacts of the run.', path) };
  if (isOutside(relative(root, join(root, path)))) return fail(refused);
  const real = await realpath(join(root, path));
  return isOutside(relative(root, real)) ? fail(refused) : ok(real);
}

/** Of a link that leads nowhere too. */
async function linkOf(root: string, path: string): Promise<Result<string>> {
  const target = await statOf(join(root, path));
  return target ? await insideOf(root, path) : fail({ code: 'not-found', message: path });
}

/** Undefined where nothing can be said of it: it is gone, or may not be looked at. */
async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (!fileProblem(error, path)) throw error;
    return undefined;
  }
}

const isOutside = (way: string) => way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);

async function guarded<T>(path: string, signal: AbortSignal, work: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    if (signal.aborted) return fail(CANCELLED);
    return await work();
  } catch (error) {
    if (signal.aborted) return fail(CANCELLED);
    const problem = fileProblem(error, path);
    if (!problem) throw error;
    return fail(storeFailure(problem));
  }
}
