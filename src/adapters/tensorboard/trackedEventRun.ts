import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { ok } from '../../domain/base/failure.ts';
import { definedOf } from '../../domain/base/defined.ts';
import type { FileArtifact, FileRun } from '../../domain/experiments/fileRuns.ts';
import type { EventRecord, StoredValue } from './eventRecord.ts';
import type { EventRun } from './eventRun.ts';

export interface RunFacts {
  readonly id: string;
  readonly name: string;
  /** The runs in folders above, the nearest first. */
  readonly above: readonly { readonly id: string; readonly params: ReadonlyMap<string, string> }[];
}

/** A run of a log directory in the words of all trackers: scalars are metrics, hparams params, and pictures, sounds and texts artifacts. */
export function trackedEventRun(run: EventRun, { id, name, above }: RunFacts): FileRun {
  const { record } = run;
  const { session, series } = record;
  const lastMetrics = [...series].flatMap(([key, points]) => {
    const last = points.last();
    return last ? [{ key, ...last }] : [];
  });
  const startedAt = session.startedAt ?? record.startedAt;
  const params = session.params.size > 0 ? session.params : above.find((each) => each.params.size > 0)?.params;
  return {
    tracked: {
      id,
      experimentId: '',
      name,
      // Event files do not say whether their writer still runs.
      state: session.state ?? 'unknown',
      isDeleted: false,
      ...definedOf({ startedAt, endedAt: session.endedAt, trouble: run.trouble }),
      params: new Map(params),
      metrics: new Map(lastMetrics.map(({ key, value }) => [key, value])),
      tags: tagsOf(record, above[0]?.id),
    },
    lastMetrics,
    artifacts: new Map(record.stored.map((value) => [pathOf(value), artifactOf(value)])),
  };
}

function tagsOf({ notShown, stored }: EventRecord, parent: string | undefined): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  // The name that makes runs nest in the tree.
  if (parent !== undefined) tags.set('mlflow.parentRunId', parent);
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
