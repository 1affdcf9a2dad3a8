import { CANCELLED, type Failure, fail, ok, type Result } from '../base/failure.ts';
import { definedOf } from '../base/defined.ts';
import { formatBytes } from '../base/format.ts';
import { gatherPieces, joinedPieces } from '../base/gatherPieces.ts';
import { t } from '../base/text.ts';
import { type ConfusionMatrix, readConfusionFile } from './confusionMatrix.ts';
import type { ExperimentTracker } from './ports.ts';
import type { Artifact } from './trackedRun.ts';
import { walkArtifacts } from './walkArtifacts.ts';
import { MOST_IMAGE_BYTES, MOST_MATRIX_BYTES, type PictureSeries, pictureSeries, type RunFile } from './runPictures.ts';

/** What a file is shown as. */
export type PictureContent =
  | { readonly kind: 'image'; readonly mime: string; readonly bytes: Uint8Array }
  | { readonly kind: 'matrix'; readonly matrix: ConfusionMatrix };

export interface PictureList {
  readonly series: readonly PictureSeries[];
  /** Runs whose files could not be listed. */
  readonly troubles: readonly { readonly runId: string; readonly failure: Failure }[];
}

export type ArtifactReader = Pick<ExperimentTracker, 'artifacts' | 'readArtifact'>;

/** Questions to a server for the files of one run, and how deep folders are looked into: pictures lie near the top, checkpoints do not. */
const WALK = { mostFolders: 40, deepest: 4 };
/** Files of one run that are looked at. */
const MOST_FILES = 5_000;

const MIMES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  bmp: 'image/bmp',
  svg: 'image/svg+xml',
};

/** Pictures and confusion matrices among the artifacts of runs. Files of runs that have ended are listed once; a file is read when it is shown. */
export class PictureSource {
  readonly #reader: () => Promise<Result<ArtifactReader>>;
  readonly #listed = new Map<string, readonly RunFile[]>();
  /** What the page has been offered: it may ask for nothing else. */
  readonly #offered = new Map<string, PictureSeries['kind']>();

  constructor(reader: () => Promise<Result<ArtifactReader>>) {
    this.#reader = reader;
  }

  /** `hasEnded`: no more files will come of the run. */
  async list(
    runIds: readonly string[],
    hasEnded: (runId: string) => boolean,
    signal: AbortSignal,
  ): Promise<PictureList> {
    const found = await Promise.all(
      runIds.map(async (runId) => ({ runId, files: await this.#filesOf(runId, hasEnded(runId), signal) })),
    );
    const series = pictureSeries(found.flatMap(({ files }) => (files.ok ? files.value : [])));
    for (const { kind, files } of series)
      for (const { runId, path } of files) this.#offered.set(keyOf(runId, path), kind);
    const troubles = found.flatMap(({ runId, files }) => (files.ok ? [] : [{ runId, failure: files.failure }]));
    return { series, troubles };
  }

  /** Failures: `not-found` (never offered), `invalid` (too large, no matrix), and those of the tracker. */
  async content(runId: string, path: string, signal: AbortSignal): Promise<Result<PictureContent>> {
    const kind = this.#offered.get(keyOf(runId, path));
    if (!kind) return fail({ code: 'not-found', message: t('{0} is not among the pictures of the runs.', path) });
    const reader = await this.#reader();
    if (!reader.ok) return reader;
    const most = kind === 'image' ? MOST_IMAGE_BYTES : MOST_MATRIX_BYTES;
    const bytes = await readAll(reader.value, { runId, path, most }, signal);
    if (!bytes.ok) return bytes;
    if (kind === 'image') {
      const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
      return ok({ kind, mime: MIMES[ending] ?? 'image/png', bytes: bytes.value });
    }
    const matrix = readConfusionFile(new TextDecoder().decode(bytes.value), path);
    return matrix
      ? ok({ kind, matrix })
      : fail({ code: 'invalid', message: t('{0} is not a confusion matrix that can be read.', path) });
  }

  async #filesOf(runId: string, hasEnded: boolean, signal: AbortSignal): Promise<Result<readonly RunFile[]>> {
    const known = this.#listed.get(runId);
    if (known) return ok(known);
    const reader = await this.#reader();
    if (!reader.ok) return reader;
    const files = await listFiles(reader.value, runId, signal);
    if (files.ok && hasEnded) this.#listed.set(runId, files.value);
    return files;
  }
}

const keyOf = (runId: string, path: string) => `${runId}\n${path}`;

/** Files of a run, folder by folder. A folder below the root that cannot be listed is left out; those of models hold none that are looked for. */
async function listFiles(
  reader: ArtifactReader,
  runId: string,
  signal: AbortSignal,
): Promise<Result<readonly RunFile[]>> {
  const files: RunFile[] = [];
  const list = (folder: string) => reader.artifacts(runId, folder, signal);
  const isEntered = (listed: readonly Artifact[]) => !isModel(listed);
  for await (const { path: folder, listed } of walkArtifacts(list, { ...WALK, isEntered })) {
    if (!listed.ok) {
      if (folder === '') return listed;
      continue;
    }
    if (isModel(listed.value)) continue;
    for (const { path, isFolder, size } of listed.value)
      if (!isFolder) files.push({ runId, path, ...definedOf({ size }) });
    if (files.length >= MOST_FILES) break;
  }
  return ok(files);
}

const isModel = (listed: readonly Artifact[]) => listed.some(({ path }) => path.endsWith('/MLmodel'));

async function readAll(
  reader: ArtifactReader,
  { runId, path, most }: { readonly runId: string; readonly path: string; readonly most: number },
  signal: AbortSignal,
): Promise<Result<Uint8Array>> {
  const content = await reader.readArtifact(runId, path, signal);
  if (!content.ok) return content;
  try {
    const gathered = await gatherPieces(content.value.chunks, most);
    return gathered ? ok(joinedPieces(gathered)) : fail(tooLarge(path, most));
  } catch (error) {
    if (signal.aborted) return fail(CANCELLED);
    const message = t('{0} was not read to its end: the connection ended early.', path);
    return fail({ code: 'unreachable', message, nextStep: t('Try again.'), detail: String(error) });
  }
}

const tooLarge = (path: string, most: number): Failure => ({
  code: 'invalid',
  message: t('{0} has more than {1} and is not shown here.', path, formatBytes(most)),
  nextStep: t('Open it from the artifacts of its run.'),
  about: 'size',
});
