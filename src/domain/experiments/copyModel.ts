import { fail, ok, type Result } from '../base/failure.ts';
import { plainLine } from '../base/plainText.ts';
import { t } from '../base/text.ts';
import type { SaveFile } from '../files/saveFile.ts';
import { listModel, readModelFile } from './modelFiles.ts';
import type { ExperimentTracker } from './ports.ts';
import type { Artifact } from './trackedRun.ts';
import type { ModelSource } from './trackerWriter.ts';
import { walkArtifacts } from './walkArtifacts.ts';

/** Files of one model; the largest public ones have some hundreds of shards. */
const MOST_FILES = 10_000;
const DEEPEST = 32;

/** All files of a model. Failures: `forbidden` (a name would lead elsewhere: names are those of a tracker), `unsupported` (too many, too deep). */
export async function filesOfModel(
  tracker: ExperimentTracker,
  source: ModelSource,
  signal: AbortSignal,
): Promise<Result<readonly Artifact[]>> {
  const files: Artifact[] = [];
  const list = (folder: string) => listModel(tracker, source, folder, signal);
  for await (const { listed, isDeepest } of walkArtifacts(list, { deepest: DEEPEST })) {
    if (!listed.ok) return listed;
    for (const each of listed.value) {
      if (!isInside(each.path)) return fail(leadsOut(each.path));
      if (!each.isFolder) files.push(each);
      else if (isDeepest) return fail(tooDeep(each.path));
    }
    if (files.length > MOST_FILES)
      return fail({ code: 'unsupported', message: t('The model has more than {0} files.', MOST_FILES) });
  }
  return ok(files);
}

/** One after the other, each below `folder` under the path that it has in the model. `saved` gets the bytes of all by now. */
export async function copyModel(
  { tracker, source, files }: { tracker: ExperimentTracker; source: ModelSource; files: readonly Artifact[] },
  { placeOf, save }: { readonly placeOf: (path: string) => string; readonly save: SaveFile },
  saved: (bytes: number) => void,
  signal: AbortSignal,
): Promise<Result<void>> {
  let before = 0;
  for (const { path } of files) {
    const content = await readModelFile(tracker, source, path, signal);
    if (!content.ok) return content;
    const done = await save(placeOf(path), content.value.chunks, (bytes) => saved(before + bytes), signal);
    if (!done.ok) return done;
    before += done.value;
  }
  return ok(undefined);
}

/** Below the root on every system, with every part a plain name. */
function isInside(path: string): boolean {
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !/[\\:\p{Cc}]/u.test(part));
}

const tooDeep = (path: string) =>
  ({
    code: 'unsupported',
    message: t('The folders of the model lie deeper than {0}: {1}.', DEEPEST, plainLine(path).slice(0, 80)),
  }) as const;

const leadsOut = (path: string) =>
  ({ code: 'forbidden', message: t('{0} leads out of the folder of the model.', plainLine(path)) }) as const;
