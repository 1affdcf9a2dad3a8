import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { type Failure, ok } from '../../domain/base/failure.ts';
import { definedOf } from '../../domain/base/defined.ts';
import type { FileArtifact, FileRun } from '../../domain/experiments/fileRuns.ts';
import { TRACKED_RUN_TAGS } from '../../domain/experiments/trackedRunTags.ts';
import { lastPoints } from '../../domain/experiments/pointList.ts';
import type { RunFacts } from '../folders/folderRuns.ts';
import type { EventRecord, StoredValue } from './eventRecord.ts';

/** A run of a log directory in the words of all trackers: scalars are metrics, hparams params, and pictures, sounds and texts artifacts. */
export function trackedEventRun(
  record: EventRecord,
  trouble: Failure | undefined,
  { id, name, above }: RunFacts,
): FileRun {
  const { session, series } = record;
  const lastMetrics = lastPoints(series);
  const startedAt = session.startedAt ?? record.startedAt;
  const params =
    session.params.size > 0 ? session.params : above.find(({ tracked }) => tracked.params.size > 0)?.tracked.params;
  // Not made of the record when they are asked for: it may have been forgotten by then.
  const artifacts = new Map(record.stored.map((value) => [pathOf(value), artifactOf(value)]));
  return {
    tracked: {
      id,
      experimentId: '',
      name,
      // Event files do not say whether their writer still runs.
      state: session.state ?? 'unknown',
      isDeleted: false,
      ...definedOf({ startedAt, endedAt: session.endedAt, trouble }),
      params: new Map(params),
      metrics: new Map(lastMetrics.map(({ key, value }) => [key, value])),
      tags: tagsOf(record, above[0]?.tracked.id),
    },
    lastMetrics,
    artifacts: () => Promise.resolve(ok(artifacts)),
  };
}

function tagsOf({ notShown, stored }: EventRecord, parent: string | undefined): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  if (parent !== undefined) tags.set(TRACKED_RUN_TAGS.parentId, parent);
  for (const { tag, text } of stored) if (text !== undefined) tags.set(tag, text);
  const kinds = [...notShown].map(([kind, names]) => `${kind} (${names.size})`);
  if (kinds.length > 0) tags.set('tensorboard.notShown', kinds.join(', '));
  return tags;
}

function pathOf({ kind, tag, step, index, ending }: StoredValue): string {
  return `${kind}/${tag}/${step}${index > 0 ? `-${index}` : ''}.${ending}`;
}

/** It is read from the event file when it is asked for. */
function artifactOf({ file, at, size }: StoredValue): FileArtifact {
  const open = (signal: AbortSignal) => {
    const chunks = size === 0 ? Readable.from([]) : createReadStream(file, { start: at, end: at + size - 1, signal });
    return Promise.resolve(ok({ size, chunks }));
  };
  return { size, open };
}
