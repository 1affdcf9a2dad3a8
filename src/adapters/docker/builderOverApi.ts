import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { BuildEvent } from '../../domain/images/buildProgress.ts';
import type { BuildPlan } from '../../domain/images/buildPlan.ts';
import { LineSplitter } from '../process/lineSplitter.ts';
import { type BuildOutcome, BuildRecords } from './builderRecords.ts';
import { ContextBody } from './contextBody.ts';
import type { BuildContext } from './contextPacker.ts';
import type { EngineResponse, Transport } from './transport.ts';

export interface ApiBuildOptions {
  /** `2`: the engine's built-in BuildKit. `1`: the classic builder, which also is what Podman understands. */
  readonly version: '1' | '2';
  /** Value of X-Registry-Config, a secret; only the classic builder reads it. */
  readonly registryConfig?: string;
  readonly workerFile?: URL;
}

/** How a build by the API ended: the image, or the builder's own words. */
export interface ApiBuild {
  readonly outcome: BuildOutcome;
}

/** Id of the row that shows the upload. */
const UPLOAD_STEP = 'upload';

/**
 * Builds with `POST /build`: our tar goes up, the engine's messages come back. Nothing is tagged, so that an abort at any moment leaves no tag.
 * Failures are those of the connection and of packing; an error of the build itself is in the outcome. Secrets need buildx: the API has none.
 */
export async function buildOverApi(
  transport: Transport,
  request: {
    readonly plan: BuildPlan;
    readonly context: BuildContext;
    readonly dockerfileText: string;
  } & ApiBuildOptions,
  onEvent: (event: BuildEvent) => void,
  signal: AbortSignal,
): Promise<Result<ApiBuild>> {
  const { plan, context } = request;
  const own = ownDockerfile(plan, context, request.dockerfileText);
  const upload = new UploadStep(onEvent);
  const body = new ContextBody(context, {
    extraFiles: own?.files ?? [],
    ...(request.workerFile ? { workerFile: request.workerFile } : {}),
    onProgress: ({ bytes }) => upload.progress(bytes),
  });
  body.once('close', () => upload.end());
  const dockerfile = own?.name ?? context.dockerfile ?? 'Dockerfile';
  const answer = await transport.request({
    method: 'POST',
    path: '/build',
    query: queryOf(plan, { dockerfile, version: request.version }),
    headers: {
      'Content-Type': 'application/x-tar',
      ...(request.registryConfig === undefined ? {} : { 'X-Registry-Config': request.registryConfig }),
    },
    body,
    signal,
  });
  const ended = answer.ok ? await readMessages(answer.value, onEvent) : refused(answer.failure);
  if (signal.aborted) return fail(CANCELLED);
  // What packing says is the cause; a broken connection is only its consequence.
  if (body.failure) return fail(body.failure);
  return ended.ok ? ok({ outcome: ended.value }) : ended;
}

/** A Dockerfile that cannot be read is refused before the first message: that is the builder's word, not a fault of the connection. */
function refused(failure: Failure): Result<BuildOutcome> {
  return OF_BUILDER.has(failure.code) ? ok({ error: failure.message }) : fail(failure);
}

const OF_BUILDER: ReadonlySet<Failure['code']> = new Set(['invalid', 'rejected', 'not-found', 'conflict', 'no-space']);

async function readMessages(
  { body }: EngineResponse,
  onEvent: (event: BuildEvent) => void,
): Promise<Result<BuildOutcome>> {
  const records = new BuildRecords(onEvent);
  const lines = new LineSplitter((line) => records.line(line));
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) lines.push(chunk);
    lines.end();
  } catch (error) {
    return fail(brokenOff(error));
  }
  records.end();
  return ok(records.outcome);
}

/** The upload as a step of its own: it can be the longest of all. */
class UploadStep {
  readonly #onEvent: (event: BuildEvent) => void;
  readonly #startedAt = new Date();
  #shownAt = 0;
  #bytes = 0;
  #isEnded = false;

  constructor(onEvent: (event: BuildEvent) => void) {
    this.#onEvent = onEvent;
    this.#step('running');
  }

  progress(bytes: number): void {
    this.#bytes = bytes;
    const now = performance.now();
    if (now - this.#shownAt < 100) return;
    this.#shownAt = now;
    this.#transfer();
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#transfer();
    this.#step('done');
  }

  #transfer(): void {
    this.#onEvent({ kind: 'transfer', stepId: UPLOAD_STEP, label: t('build context'), doneBytes: this.#bytes });
  }

  #step(state: 'running' | 'done'): void {
    const name = `[internal] ${t('send the build context')}`;
    const finished = state === 'done' ? { finishedAt: new Date() } : {};
    this.#onEvent({ kind: 'step', id: UPLOAD_STEP, name, state, startedAt: this.#startedAt, ...finished });
  }
}

function queryOf(plan: BuildPlan, { dockerfile, version }: { readonly dockerfile: string; readonly version: string }) {
  return {
    dockerfile,
    version,
    buildargs: Object.fromEntries(plan.args),
    labels: Object.fromEntries(plan.labels),
    rm: true,
    // Also when it fails or is cancelled: no container of a step stays.
    forcerm: true,
    nocache: plan.useCache ? undefined : true,
    pull: plan.pullBase ? '1' : undefined,
    target: plan.target,
    platform: plan.platform,
    networkmode: plan.network,
  };
}

/**
 * A Dockerfile that is not part of the context is sent under a name of its own, with a `.dockerignore` that makes the engine drop both again
 * before `COPY . .` can see them. That is what the docker command line does.
 */
function ownDockerfile(plan: BuildPlan, context: BuildContext, dockerfileText: string) {
  if (context.dockerfile !== undefined) return undefined;
  const name = `.dockerfile.${plan.id.replace(/[^\w]/g, '')}`;
  const isIgnoreFileSent =
    !context.rules.isEmpty && context.ignorePath.endsWith('.dockerignore') && !context.rules.ignores('.dockerignore');
  const rules = isIgnoreFileSent ? `${context.ignoreText}\n${name}\n` : `${name}\n.dockerignore\n`;
  return {
    name,
    files: [
      { name, content: dockerfileText },
      { name: '.dockerignore', content: rules },
    ],
  };
}

function brokenOff(error: unknown): Failure {
  return {
    code: 'unreachable',
    message: t('The connection to the engine was lost during the build.'),
    nextStep: t('Check that the engine runs, then build again: finished steps come from its cache.'),
    detail: error instanceof Error ? error.message : String(error),
  };
}
