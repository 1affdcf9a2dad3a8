import { definedOf } from '../base/defined.ts';
import { CANCELLED, type Failure, fail, ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { ArtifactContent, ExperimentTracker } from './ports.ts';
import type { Artifact } from './trackedRun.ts';
import type { TrackerWriter } from './trackerWriter.ts';
import { walkArtifacts } from './walkArtifacts.ts';

/** The files of a run, those of its folders included. */
export interface RunFiles {
  readonly files: readonly Artifact[];
  /** There are more than are looked at. */
  readonly hasMore: boolean;
}

/** More than any run of a person has. */
const MOST_FILES = 10_000;
const DEEPEST = 32;

/** Asks for one folder after the other. */
export async function filesOfRun(
  tracker: Pick<ExperimentTracker, 'artifacts'>,
  runId: string,
  signal: AbortSignal,
): Promise<Result<RunFiles>> {
  const files: Artifact[] = [];
  let hasMore = false;
  const list = (folder: string) => tracker.artifacts(runId, folder, signal);
  for await (const { listed, isDeepest } of walkArtifacts(list, { deepest: DEEPEST })) {
    if (!listed.ok) return listed;
    for (const artifact of listed.value) {
      if (artifact.isFolder) hasMore ||= isDeepest;
      else if (files.length >= MOST_FILES) hasMore = true;
      else files.push(artifact);
    }
  }
  return ok({ files, hasMore });
}

export interface FilesCopy {
  readonly from: Pick<ExperimentTracker, 'artifacts' | 'readArtifact'>;
  readonly to: {
    readonly tracker: Pick<ExperimentTracker, 'artifacts'>;
    readonly writer: Pick<TrackerWriter, 'writeArtifact'>;
  };
  /** The run that has the files, and its copy. */
  readonly runId: string;
  readonly copyId: string;
  /** A part may be there from an earlier time. */
  readonly mayBeThere: boolean;
}

/**
 * Copies the files of a run. Those that are there with the same size are left alone. What only this file cannot be is told as a sentence and the others
 * go on; when the source or the server does not answer any more it fails.
 */
export async function copyFiles(copying: FilesCopy, signal: AbortSignal): Promise<Result<readonly string[]>> {
  const { from, to, runId, copyId, mayBeThere } = copying;
  const found = await filesOfRun(from, runId, signal);
  if (!found.ok) return isOfFile(found.failure) ? ok([noneCopied(found.failure)]) : found;
  const { files, hasMore } = found.value;
  const losses = hasMore ? [t('Only its first {0} files are copied.', files.length)] : [];
  if (files.length === 0) return ok(losses);
  const there = await sizesThere(to.tracker, mayBeThere ? copyId : undefined, signal);
  if (!there.ok) return there;
  for (const file of files) {
    if (file.size !== undefined && there.value.get(file.path) === file.size) continue;
    const copied = await copyFile(copying, file, signal);
    if (copied.ok) continue;
    if (takesNone(copied.failure)) return ok([...losses, noneCopied(copied.failure)]);
    if (!isOfFile(copied.failure)) return copied;
    losses.push(notCopied(file.path, copied.failure));
  }
  return ok(losses);
}

async function copyFile(
  { from, to, runId, copyId }: FilesCopy,
  { path, size }: Artifact,
  signal: AbortSignal,
): Promise<Result<void>> {
  const read = await from.readArtifact(runId, path, signal);
  if (!read.ok) return read;
  const content = { ...definedOf({ size }), ...read.value };
  return await write(to.writer, { copyId, path, content }, signal);
}

async function sizesThere(
  tracker: Pick<ExperimentTracker, 'artifacts'>,
  copyId: string | undefined,
  signal: AbortSignal,
): Promise<Result<ReadonlyMap<string, number | undefined>>> {
  if (copyId === undefined) return ok(new Map());
  const found = await filesOfRun(tracker, copyId, signal);
  return found.ok ? ok(new Map(found.value.files.map(({ path, size }) => [path, size]))) : found;
}

async function write(
  writer: Pick<TrackerWriter, 'writeArtifact'>,
  { copyId, path, content }: { readonly copyId: string; readonly path: string; readonly content: ArtifactContent },
  signal: AbortSignal,
): Promise<Result<void>> {
  let broken: unknown;
  async function* watched() {
    try {
      yield* content.chunks;
    } catch (error) {
      broken = error;
      throw error;
    }
  }
  try {
    const written = await writer.writeArtifact(copyId, path, { ...content, chunks: watched() }, signal);
    if (written.ok || broken === undefined) return written;
  } catch (error) {
    if (broken === undefined) throw error;
  }
  if (signal.aborted) return fail(CANCELLED);
  // The server that takes the file is not to blame.
  const detail = broken instanceof Error ? { detail: broken.message } : {};
  return fail({ code: 'unreachable', message: t('{0} could not be read to its end', path), ...detail });
}

/** The server would say so of each. */
const takesNone = ({ code, about }: Failure) => code === 'unsupported' && about !== 'size';

/** The others may do better. */
const isOfFile = ({ code }: Failure) =>
  code === 'not-found' || code === 'forbidden' || code === 'rejected' || code === 'invalid' || code === 'unsupported';

const notCopied = (path: string, { message }: Failure) => t('{0} is not copied: {1}.', path, withoutStop(message));

const noneCopied = ({ message }: Failure) => t('Its files are not copied: {0}.', withoutStop(message));

const withoutStop = (sentence: string) => sentence.replace(/\.$/, '');
