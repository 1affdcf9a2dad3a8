import { pointCount, PointList } from '../../domain/experiments/pointList.ts';
import { ProtoCursor } from '../../domain/experiments/protoCursor.ts';
import { foldSession, type Session } from './hparams.ts';
import type { RecordBytes } from './readRecords.ts';
import { tensorNumber, tensorTexts } from './tensorValue.ts';

/** Numbers of fields of `tensorflow.Event` (event.proto). */
const EVENT = { time: 1, step: 2, version: 3, graph: 4, summary: 5, session: 7, runMetadata: 8, metaGraph: 9 };
/** Of `Summary.Value` (summary.proto). */
const VALUE = { tag: 1, number: 2, oldHistogram: 3, image: 4, histogram: 5, audio: 6, tensor: 8, metadata: 9 };
/** Of `SummaryMetadata` and what is in it. */
const METADATA = { plugin: 1, dataClass: 4 };
const PLUGIN = { name: 1, content: 2 };
const ENCODED = { image: 4, audio: 4 };
const SESSION_START = 1;
const SCALAR_CLASS = 1;
/** Texts that stand with the run itself, in bytes; longer ones are files. */
const MOST_TEXT = 250;
/** First bytes of what writers make. */
const ENDINGS: ReadonlyMap<number, string> = new Map([
  [0x89, 'png'],
  [0xff, 'jpg'],
  [0x47, 'gif'],
  [0x52, 'wav'],
]);
/** Places in files that are kept of one run, some 10 MB. */
const MOST_STORED = 100_000;

/** A picture, sound or text that lies in an event file. */
export interface StoredValue {
  readonly kind: 'images' | 'audio' | 'texts';
  readonly tag: string;
  readonly step: number;
  /** Which of several of one step. */
  readonly index: number;
  readonly file: string;
  /** Bytes. */
  readonly at: number;
  readonly size: number;
  /** Of its name, by its first bytes. */
  readonly ending: string;
  /** Of a short text. */
  readonly text?: string;
}

/** What one record holds, and where it lies. */
interface Where {
  readonly file: string;
  /** What is at 0 of the buffer lies here in the file. */
  readonly base: number;
}

/** What the events of a run have become, folded in the order of its files. It follows `event_accumulator.py` of TensorBoard. */
export class EventRecord {
  readonly series = new Map<string, PointList>();
  readonly session: Session = { params: new Map() };
  /** Kinds of values that are not shown, with their tags. */
  readonly notShown = new Map<string, Set<string>>();
  stored: StoredValue[] = [];
  /** Milliseconds since 1970. */
  startedAt: number | undefined;
  readonly #plugins = new Map<string, string>();
  readonly #event = new ProtoCursor();
  readonly #summary = new ProtoCursor();
  readonly #value = new ProtoCursor();
  readonly #inner = new ProtoCursor();
  #version = 0;
  #mostRecentStep = -1;

  /** How many points are held. */
  get size(): number {
    return pointCount(this.series);
  }

  /** Throws `DamagedMessage`. */
  fold({ bytes, view, from, to, at }: RecordBytes, file: string): void {
    const event = this.#event.over(bytes, view, from, to);
    const found = { time: 0, step: 0, summary: [0, 0] as [number, number], isRestart: false };
    let hasSummary = false;
    while (event.next()) {
      if (event.number === EVENT.time) found.time = event.double() * 1000;
      else if (event.number === EVENT.step) found.step = event.whole();
      else if (event.number === EVENT.summary) {
        found.summary = [event.from, event.to];
        hasSummary = true;
      } else if (event.number === EVENT.version)
        this.#version = versionOf(bytes.toString('utf8', event.from, event.to));
      else if (event.number === EVENT.session) found.isRestart = isStart(this.#inner.inside(event));
      else if (event.number === EVENT.graph || event.number === EVENT.metaGraph) this.pass('graphs', 'graph');
      else if (event.number === EVENT.runMetadata) this.pass('profiles', 'run metadata');
    }
    this.startedAt ??= found.time;
    const [first, end] = found.summary;
    this.#goOn({ ...found, hasSummary }, () => this.#tagsIn(bytes, view, first, end));
    if (!hasSummary) return;
    const summary = this.#summary.over(bytes, view, first, end);
    while (summary.next())
      if (summary.number === 1) this.#take(bytes, found.step, found.time, { file, base: at - from });
  }

  /** Leaves out what a run has logged that was ended and goes on from an earlier step. */
  #goOn(
    event: { readonly step: number; readonly isRestart: boolean; readonly hasSummary: boolean },
    tags: () => ReadonlySet<string>,
  ): void {
    // Writers of version 2 say that they begin again; before, a step that goes back says it, for the tags of its event.
    if (this.#version >= 2) {
      if (event.isRestart) this.#dropFrom(event.step);
    } else if (event.hasSummary && event.step < this.#mostRecentStep) this.#dropFrom(event.step, tags());
    else this.#mostRecentStep = event.step;
  }

  #dropFrom(step: number, tags?: ReadonlySet<string>): void {
    for (const [tag, points] of this.series) if (tags?.has(tag) ?? true) points.dropFrom(step);
    for (const [tag, points] of this.series) if (points.size === 0) this.series.delete(tag);
    this.stored = this.stored.filter((each) => each.step < step || tags?.has(each.tag) === false);
  }

  #tagsIn(bytes: Buffer, view: DataView, from: number, to: number): ReadonlySet<string> {
    const tags = new Set<string>();
    const summary = this.#summary.over(bytes, view, from, to);
    while (summary.next()) {
      const value = this.#value.inside(summary);
      while (value.next()) if (value.number === VALUE.tag) tags.add(bytes.toString('utf8', value.from, value.to));
    }
    return tags;
  }

  /** Takes the value that the summary is at. */
  #take(bytes: Buffer, step: number, time: number, where: Where): void {
    const value = this.#value.inside(this.#summary);
    let tag = '';
    let number: number | undefined;
    let kind = 0;
    let [from, to] = [0, 0];
    let [metadataFrom, metadataTo] = [0, 0];
    while (value.next()) {
      if (value.number === VALUE.tag) tag = bytes.toString('utf8', value.from, value.to);
      else if (value.number === VALUE.number) number = value.float();
      else if (value.number === VALUE.metadata) [metadataFrom, metadataTo] = [value.from, value.to];
      else if (value.number > VALUE.number && value.number <= VALUE.tensor)
        [kind, from, to] = [value.number, value.from, value.to];
    }
    if (metadataTo > metadataFrom) this.#describe(tag, bytes.subarray(metadataFrom, metadataTo));
    if (number !== undefined) this.#point(tag, step, number, time);
    else if (kind > 0) this.#takeOther(bytes, { kind, tag, step, time, from, to }, where);
  }

  #takeOther(bytes: Buffer, { kind, tag, step, time, from, to }: OtherValue, where: Where): void {
    if (kind === VALUE.tensor) {
      this.#takeTensor(bytes, { kind, tag, step, time, from, to }, where);
    } else if (kind === VALUE.image || kind === VALUE.audio) {
      const field = kind === VALUE.image ? ENCODED.image : ENCODED.audio;
      const inner = this.#innerOver(bytes, from, to);
      while (inner.next())
        if (inner.number === field)
          this.#store(
            bytes,
            { kind: kind === VALUE.image ? 'images' : 'audio', tag, step, index: 0 },
            {
              from: inner.from,
              to: inner.to,
              ...where,
            },
          );
    } else this.pass('histograms', tag);
  }

  #takeTensor(bytes: Buffer, { tag, step, time, from, to }: OtherValue, where: Where): void {
    const plugin = this.#plugins.get(tag);
    if (plugin === 'scalars') {
      const number = tensorNumber(bytes.subarray(from, to));
      if (number === undefined) this.pass('tensors', tag);
      else this.#point(tag, step, number, time);
      return;
    }
    const stored = STORED.get(plugin ?? '');
    if (!stored) return this.pass(plugin ?? 'tensors', tag);
    const texts = tensorTexts(this.#innerOver(bytes, from, to));
    const wanted = texts.filter((_, index) => index >= stored.from && (index - stored.from) % stored.every === 0);
    wanted.forEach((text, index) => this.#store(bytes, { kind: stored.kind, tag, step, index }, { ...text, ...where }));
  }

  #innerOver(bytes: Buffer, from: number, to: number): ProtoCursor {
    return this.#inner.over(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), from, to);
  }

  /** The first description of a tag counts, later values have none. */
  #describe(tag: string, metadata: Uint8Array): void {
    if (this.#plugins.has(tag)) return;
    const view = new DataView(metadata.buffer, metadata.byteOffset, metadata.length);
    const cursor = this.#inner.over(metadata, view, 0, metadata.length);
    let name = '';
    let isScalar = false;
    let content: Uint8Array | undefined;
    while (cursor.next()) {
      if (cursor.number === METADATA.dataClass) isScalar = cursor.whole() === SCALAR_CLASS;
      if (cursor.number !== METADATA.plugin) continue;
      const plugin = new ProtoCursor().inside(cursor);
      while (plugin.next())
        if (plugin.number === PLUGIN.name) name = decoder.decode(metadata.subarray(plugin.from, plugin.to));
        else if (plugin.number === PLUGIN.content) content = metadata.subarray(plugin.from, plugin.to);
    }
    if (name === 'hparams') foldSession(tag, content ?? new Uint8Array(), this.session);
    if (name !== '' || isScalar) this.#plugins.set(tag, isScalar ? 'scalars' : name);
  }

  #point(tag: string, step: number, number: number, time: number): void {
    const points = this.series.get(tag);
    if (points) return points.push(step, number, time);
    const first = new PointList();
    first.push(step, number, time);
    this.series.set(tag, first);
  }

  #store(
    bytes: Buffer,
    value: Pick<StoredValue, 'kind' | 'tag' | 'step' | 'index'>,
    { from, to, file, base }: Where & { readonly from: number; readonly to: number },
  ): void {
    if (this.stored.length >= MOST_STORED) return this.pass(value.kind, value.tag);
    const size = to - from;
    const isText = value.kind === 'texts';
    const ending = isText ? 'txt' : (ENDINGS.get(bytes[from] ?? 0) ?? 'bin');
    const text = isText && size <= MOST_TEXT ? { text: bytes.toString('utf8', from, to) } : {};
    this.stored.push({ ...value, file, at: base + from, size, ending, ...text });
  }

  /** Counts a value that is not shown. */
  pass(kind: string, tag: string): void {
    if (kind === 'hparams') return;
    const tags = this.notShown.get(kind) ?? new Set();
    this.notShown.set(kind, tags.add(tag));
  }
}

interface OtherValue {
  readonly kind: number;
  readonly tag: string;
  readonly step: number;
  readonly time: number;
  readonly from: number;
  readonly to: number;
}

/** Plugins whose tensors are texts: pictures behind their width and height, sounds each with a label. */
const STORED: ReadonlyMap<
  string,
  { readonly kind: StoredValue['kind']; readonly from: number; readonly every: number }
> = new Map([
  ['images', { kind: 'images', from: 2, every: 1 }],
  ['audio', { kind: 'audio', from: 0, every: 2 }],
  ['text', { kind: 'texts', from: 0, every: 1 }],
] as const);

const decoder = new TextDecoder();

/** As TensorBoard reads "brain.Event:2". */
function versionOf(text: string): number {
  const version = Number(/^brain\.Event:(\d+)/.exec(text)?.[1]);
  return Number.isNaN(version) ? 0 : version;
}

function isStart(session: ProtoCursor): boolean {
  let status = 0;
  while (session.next()) if (session.number === 1) status = session.whole();
  return status === SESSION_START;
}
