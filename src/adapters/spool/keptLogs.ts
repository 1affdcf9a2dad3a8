import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Clock, systemClock } from '../../domain/base/clock.ts';
import { Emitter } from '../../domain/base/event.ts';
import { t } from '../../domain/base/text.ts';
import {
  type KeepLimits,
  keptLogId,
  type KeptLog,
  type KeptLogs,
  keptTooMuch,
  keptUntil,
  type LogAbout,
  neededOf,
} from '../../domain/logs/keptLog.ts';
import { LineSplitter } from '../../domain/logs/lineSplitter.ts';
import type { LogLine } from '../../domain/logs/logLine.ts';
import type { LogEvent, LogSource, LogTarget } from '../../domain/logs/ports.ts';
import { readAbout, writeAbout } from './keptFile.ts';
import { entryOf } from './spoolRecord.ts';

const SEGMENT = /^(\d+)\.log$/;
/** Lines of one event: as many as the page takes at once. */
const BATCH = 2_000;

/** Logs that outlive what wrote them, one folder each, bounded in age and size. */
export class DiskKeptLogs implements KeptLogs {
  readonly #folder: string;
  readonly #limits: () => KeepLimits;
  readonly #clock: Clock;
  readonly #open: () => readonly KeptLog[];
  readonly #changed = new Emitter<void>();
  #cleaned: Promise<void> | undefined;
  readonly #forgotten = new Set<string>();
  /** One change after the other. */
  #work: Promise<unknown> = Promise.resolve();
  readonly onDidChange = this.#changed.event;
  readonly source: LogSource = { follow: (target, signal) => this.#read(target, signal) };

  /** @param open those that are still looked at, and come here afterwards */
  constructor(
    folder: string,
    limits: () => KeepLimits,
    { clock = systemClock, open = () => [] }: { readonly clock?: Clock; readonly open?: () => readonly KeptLog[] } = {},
  ) {
    this.#folder = folder;
    this.#limits = limits;
    this.#clock = clock;
    this.#open = open;
  }

  async list(): Promise<readonly KeptLog[]> {
    // What has become too old since the last window was open.
    this.#cleaned ??= this.#change(() => this.#clean());
    await this.#cleaned;
    await this.#work;
    const open = this.#open().filter(({ about }) => !this.#isForgotten(about));
    return [...(await this.#all()), ...open];
  }

  remove(ids: readonly string[]): Promise<void> {
    return this.#change(async () => {
      for (const id of ids) await this.#drop(id);
    });
  }

  removeRuns(runIds: readonly string[]): Promise<void> {
    for (const runId of runIds) this.#forgotten.add(runId);
    return this.#change(async () => {
      for (const { id, about } of await this.#all()) if (this.#isForgotten(about)) await this.#drop(id);
    });
  }

  #isForgotten({ runId }: LogAbout): boolean {
    return runId !== undefined && this.#forgotten.has(runId);
  }

  /** Takes over the folder of a spool, whole or as a killed window left it. */
  readonly keep = (spool: string): Promise<void> =>
    this.#change(async () => {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const added = await keptLogIn(spool);
      const isWanted = added !== undefined && (await this.#isNeeded(added, spool));
      if (isWanted) await ifThere(rename(spool, join(this.#folder, basename(spool))));
      else await rm(spool, { recursive: true, force: true });
      await this.#clean();
    });

  get #now(): Date {
    return new Date(this.#clock.now());
  }

  /**
   * Whether it holds something that is not kept yet. What it holds wholly is dropped for it. Not everybody who follows a log knows whose it is,
   * so what one of the two knows is kept with the other.
   */
  async #isNeeded(added: KeptLog, spool: string): Promise<boolean> {
    if (this.#isForgotten(added.about)) return false;
    if (keptTooMuch([added], this.#limits(), this.#now).length > 0) return false;
    const { about } = added;
    let dropped: LogAbout | undefined;
    for (const other of await this.#all()) {
      const needed = isSameThing(other, added) ? neededOf(added, other) : undefined;
      if (needed === undefined) continue;
      if (needed === other) {
        await writeAbout(join(this.#folder, other.id), { ...other, about: { ...about, ...other.about } });
        return false;
      }
      dropped ??= other.about;
      await this.#drop(other.id);
    }
    if (dropped) await writeAbout(spool, { ...added, about: { ...dropped, ...about } });
    return true;
  }

  #change(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work);
    // The next one does not depend on how this one went; whoever asked for it is told.
    this.#work = Promise.allSettled([done]);
    return done.then(() => this.#changed.fire());
  }

  async #all(): Promise<readonly KeptLog[]> {
    const logs: KeptLog[] = [];
    for (const name of await namesIn(this.#folder)) {
      const log = await keptLogIn(join(this.#folder, name));
      if (log) logs.push(log);
    }
    return logs.toSorted((a, b) => (a.last < b.last ? -1 : 1));
  }

  async #clean(): Promise<void> {
    for (const { id } of keptTooMuch(await this.#all(), this.#limits(), this.#now)) await this.#drop(id);
  }

  async #drop(id: string): Promise<void> {
    // Only the name of a spool is one: never a path.
    if (/^[\d-]+$/.test(id)) await rm(join(this.#folder, id), { recursive: true, force: true });
  }

  /** What is kept of the log of something, as it was followed, then until when; nothing when nothing is. */
  async *linesOf(engineId: string, resource: string, signal: AbortSignal): AsyncGenerator<LogEvent, void> {
    const parts = (await this.list()).filter(
      ({ about, isOpen }) => isOpen !== true && about.engineId === engineId && about.resource === resource,
    );
    const labels = [...new Set(parts.flatMap(({ about }) => about.sources ?? []))];
    if (labels.length > 0) yield { kind: 'sources', sources: { labels, silent: [] } };
    let newest: KeptLog | undefined;
    for (const part of parts.toSorted((a, b) => (a.first < b.first ? -1 : 1))) {
      for await (const event of linesIn(join(this.#folder, part.id), newest?.last ?? '')) {
        if (signal.aborted) return;
        yield event;
      }
      if (part.last > (newest?.last ?? '')) newest = part;
    }
    if (!newest) return;
    const text = t('The pod is gone. This log was kept on this machine until {0}', keptUntil(newest, this.#now));
    yield { kind: 'marker', text, at: new Date(newest.last) };
    yield { kind: 'ended', exitCode: newest.about.exitCode, at: new Date(newest.last) };
  }

  async *#read({ resource }: LogTarget, signal: AbortSignal): AsyncGenerator<LogEvent, void> {
    const wanted = (await this.list()).find(({ id, isOpen }) => isOpen !== true && id === keptLogId(resource));
    if (wanted) {
      yield* this.linesOf(wanted.about.engineId, wanted.about.resource, signal);
      return;
    }
    const message = t('This log is not kept any more.');
    const nextStep = t('How long logs are kept, and how many, is in the settings under “logs”.');
    yield { kind: 'failed', failure: { code: 'not-found', message, nextStep } };
  }
}

function isSameThing(a: KeptLog, b: KeptLog): boolean {
  return a.about.engineId === b.about.engineId && a.about.resource === b.about.resource;
}

/** Undefined when it is not there: other windows remove and take over, too. */
async function ifThere<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

const namesIn = async (folder: string): Promise<readonly string[]> => (await ifThere(readdir(folder))) ?? [];

/** Segments in their order. */
async function segmentsIn(folder: string): Promise<readonly string[]> {
  const numberOf = (name: string) => Number(SEGMENT.exec(name)?.[1]);
  const names = (await namesIn(folder)).filter((name) => SEGMENT.test(name));
  return names.toSorted((a, b) => numberOf(a) - numberOf(b)).map((name) => join(folder, name));
}

async function keptLogIn(folder: string): Promise<KeptLog | undefined> {
  const file = await readAbout(folder);
  if (!file || file.first === '') return undefined;
  let bytes = 0;
  let changedAt = new Date(file.first);
  for (const path of await segmentsIn(folder)) {
    const facts = await ifThere(stat(path));
    bytes += facts?.size ?? 0;
    changedAt = facts?.mtime ?? changedAt;
  }
  // A killed window could not say when the last line came; the file system does.
  return { id: basename(folder), ...file, last: file.last === '' ? changedAt.toISOString() : file.last, bytes };
}

/** The lines behind a stamp, as they were followed. */
async function* linesIn(folder: string, behind: string): AsyncGenerator<LogEvent, void> {
  let lines: LogLine[] = [];
  let number = 0;
  for (const path of await segmentsIn(folder)) {
    const splitter = new LineSplitter();
    const take = function* (pieces: ReturnType<LineSplitter['push']>): Generator<LogEvent, void> {
      for (const piece of pieces) {
        const entry = piece.kind === 'line' ? entryOf(piece.text, number, piece.isCut) : undefined;
        if (piece.kind === 'line' && entry?.stream !== 'marker') {
          if (!entry || (entry.time ?? '') <= behind) continue;
          number += 1;
          lines.push(entry);
          if (lines.length < BATCH) continue;
        }
        if (lines.length > 0) yield { kind: 'lines', lines };
        lines = [];
        if (piece.kind === 'rest') yield { kind: 'rest', number, text: piece.text };
        else if (entry?.stream === 'marker' && entry.time > behind)
          yield { kind: 'marker', text: entry.text, at: new Date(entry.time) };
      }
    };
    for await (const chunk of createReadStream(path))
      if (chunk instanceof Uint8Array) yield* take(splitter.push(chunk));
    yield* take(splitter.end());
  }
  if (lines.length > 0) yield { kind: 'lines', lines };
}
