import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import type { HistoryRequest } from '../../domain/experiments/ports.ts';
import { FIXED64, ProtoCursor, VARINT } from '../../domain/experiments/protoCursor.ts';
import type { ProtoMessage } from '../../domain/experiments/protobuf.ts';
import type { MetricHistory } from '../../domain/experiments/trackedRun.ts';
import { restFailureOf } from '../http/restFailure.ts';
import type { NeptuneApi } from './serverApi.ts';
import type { StoredFile } from './serverAttributes.ts';

/** A point is at most 40 bytes: of one answer this is 20 MB. */
const MOST_POINTS = 500_000;
/** Of texts, which may be long. */
const MOST_TEXTS = 1000;
const MOST_ANSWERS = 10_000;

// Numbers of fields of `neptune.api.v1.model`, from the descriptors in neptune-query 1.14.1.
const SERIES = { requestId: 1, points: 2, after: 2, values: 4 };
const POINTS = 2;
const POINT = { at: 1, step: 2, value: 3, object: 6 };
const OBJECT = { text: 1, file: 3 };
const FILE = { place: 1, size: 2 };
const AFTER = { isFinished: 1, token: 2 };
const TEXT_POINTS = 1;

/** Series of runs, with what a fork has inherited, as the client reads them. */
export class ServerSeries {
  readonly #api: NeptuneApi;

  constructor(api: NeptuneApi) {
    this.#api = api;
  }

  async histories(request: HistoryRequest, signal: AbortSignal): Promise<readonly Result<MetricHistory>[]> {
    const together = await this.#together(request, signal);
    if (together.ok) return together.value.map(ok);
    const refusal = restFailureOf(together.failure);
    // Of one run of several the server may know nothing; who asks and whether it answers is the same for all.
    if (request.runIds.length < 2 || (refusal?.status !== 400 && refusal?.status !== 404))
      return request.runIds.map(() => together);
    const each = request.runIds.map(async (runId) => await this.histories({ ...request, runIds: [runId] }, signal));
    return (await Promise.all(each)).flat();
  }

  /** Of a series of texts, by step. */
  async texts(runId: string, attribute: string, signal: AbortSignal): Promise<Result<readonly string[]>> {
    const points = await this.#objects(runId, attribute, signal);
    return points.ok ? ok(points.value.map(({ text }) => text ?? '')) : points;
  }

  /** Of a series of files, by step. */
  async files(runId: string, attribute: string, signal: AbortSignal): Promise<Result<ReadonlyMap<number, StoredFile>>> {
    const points = await this.#objects(runId, attribute, signal);
    if (!points.ok) return points;
    const files = points.value.flatMap(({ step, file }) => (file ? [[step, file] as const] : []));
    return ok(new Map(files));
  }

  async #together(
    { runIds, key, steps }: HistoryRequest,
    signal: AbortSignal,
  ): Promise<Result<readonly MetricHistory[]>> {
    const points = runIds.map((): Point[] => []);
    let open = runIds.map((runId, at) => ({
      ...requestOf(runId, key, at),
      afterStep: undefined as number | undefined,
    }));
    for (let answers = 0; open.length > 0 && answers < MOST_ANSWERS; answers++) {
      if (signal.aborted) return fail(CANCELLED);
      const perSeriesPointsLimit = Math.max(1, Math.floor(MOST_POINTS / open.length));
      const body = {
        requests: open.map(({ series, ...each }) => ({ ...each, series: { ...series, includePreview: true } })),
        stepRange: { from: steps?.from ?? null, to: steps?.to ?? null },
        order: 'ascending',
        perSeriesPointsLimit,
      };
      const path = '/api/leaderboard/v1/proto/attributes/series/float';
      const answer = await this.#api.message({ path, body }, readFloats, signal);
      if (!answer.ok) return answer;
      open = open.flatMap((request) => {
        const more = answer.value.get(request.requestId) ?? [];
        points[Number(request.requestId)]?.push(...more);
        const last = more.at(-1)?.step;
        const isFull = more.length >= perSeriesPointsLimit && last !== request.afterStep;
        return isFull && last !== undefined ? [{ ...request, afterStep: last }] : [];
      });
    }
    return ok(runIds.map((runId, at) => historyOf(runId, key, points[at] ?? [])));
  }

  async #objects(runId: string, attribute: string, signal: AbortSignal): Promise<Result<readonly ObjectPoint[]>> {
    const points: ObjectPoint[] = [];
    let token: string | undefined;
    for (let answers = 0; answers < MOST_ANSWERS; answers++) {
      if (signal.aborted) return fail(CANCELLED);
      const after = token === undefined ? {} : { searchAfter: { finished: false, token } };
      const body = {
        requests: [{ ...requestOf(runId, attribute, 0), ...after }],
        stepRange: { from: null, to: null },
        order: 'ascending',
        perSeriesPointsLimit: MOST_TEXTS,
      };
      const path = '/api/leaderboard/v1/proto/attributes/series';
      const query = [['useDeprecatedStringFields', 'false']] as const;
      const answer = await this.#api.message({ path, query, body }, readObjects, signal);
      if (!answer.ok) return answer;
      points.push(...answer.value.points);
      // A list that leads back to itself ends too.
      if (answer.value.next === undefined || answer.value.next === token || answer.value.points.length === 0)
        return ok(points);
      token = answer.value.next;
    }
    return fail(this.#api.endless());
  }
}

interface Point {
  readonly step: number;
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

interface ObjectPoint {
  readonly step: number;
  readonly text: string | undefined;
  readonly file: StoredFile | undefined;
}

function requestOf(runId: string, attribute: string, at: number) {
  const holder = { identifier: `CUSTOM/${runId}`, type: 'experiment' };
  return { requestId: String(at), series: { holder, attribute, lineage: 'FULL', lineageEntityType: 'RUN' } };
}

function readFloats(answer: ProtoMessage): ReadonlyMap<string, readonly Point[]> {
  return new Map(
    answer.messages(1).map((series) => {
      const bytes = series.bytes(SERIES.points);
      return [series.text(SERIES.requestId) ?? '', bytes ? pointsIn(bytes) : []] as const;
    }),
  );
}

/** Where they lie, without an object a field: there may be hundreds of thousands. */
function pointsIn(bytes: Uint8Array): readonly Point[] {
  const points: Point[] = [];
  const list = new ProtoCursor().over(
    bytes,
    new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
    0,
    bytes.length,
  );
  const fields = new ProtoCursor();
  while (list.next()) {
    if (list.number !== POINTS) continue;
    fields.inside(list);
    // What is 0 may be left out of a message.
    const point = { at: 0, step: 0, value: 0 };
    while (fields.next()) {
      if (fields.number === POINT.at && fields.wire === VARINT) point.at = fields.whole();
      else if (fields.number === POINT.step && fields.wire === FIXED64) point.step = fields.double();
      else if (fields.number === POINT.value && fields.wire === FIXED64) point.value = fields.double();
    }
    points.push(point);
  }
  return points;
}

function readObjects(answer: ProtoMessage): {
  readonly points: readonly ObjectPoint[];
  readonly next: string | undefined;
} {
  const [series] = answer.messages(1);
  const after = series?.message(SERIES.after);
  const isFinished = (after?.integer(AFTER.isFinished) ?? 0n) !== 0n;
  const points = series?.message(SERIES.values)?.messages(TEXT_POINTS) ?? [];
  return {
    points: points.map(objectOf),
    next: isFinished ? undefined : after?.text(AFTER.token) || undefined,
  };
}

function objectOf(point: ProtoMessage): ObjectPoint {
  const object = point.message(POINT.object);
  const file = object?.message(OBJECT.file);
  return {
    step: point.double(POINT.step) ?? 0,
    text: object?.text(OBJECT.text),
    file: file && { place: file.text(FILE.place) ?? '', size: Number(file.integer(FILE.size) ?? 0n) },
  };
}

function historyOf(runId: string, key: string, points: readonly Point[]): MetricHistory {
  return {
    runId,
    key,
    steps: Float64Array.from(points, ({ step }) => step),
    values: Float64Array.from(points, ({ value }) => value),
    timestamps: Float64Array.from(points, ({ at }) => at),
    isSampled: false,
  };
}
