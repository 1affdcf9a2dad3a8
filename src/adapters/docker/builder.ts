import { readFile, rm } from 'node:fs/promises';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { baseImages, parseDockerfile } from '../../domain/images/dockerfile.ts';
import { buildFailure } from '../../domain/images/dockerfileErrors.ts';
import { type BuildEvent, BuildProgress } from '../../domain/images/buildProgress.ts';
import type { BuildPlan } from '../../domain/images/buildPlan.ts';
import { parseImageRef } from '../../domain/images/imageRef.ts';
import type { BuiltImage, ImageBuilder, ImageStore } from '../../domain/images/ports.ts';
import { compareApi } from './apiVersion.ts';
import { makeBuildFolder, removeAbandonedFolders } from './builderEnvironment.ts';
import { buildOverApi } from './builderOverApi.ts';
import { type Buildx, buildWithBuildx, findBuildx } from './buildxBuilder.ts';
import { type BuildContext, openContext, surveyContext } from './contextPacker.ts';
import {
  type CredentialSources,
  credentialsFor,
  type RegistryCredentials,
  registryConfigHeader,
} from './credentials.ts';
import type { Transport } from './transport.ts';

/** `buildx`: the docker command line · `buildkit`: BuildKit by the engine's API · `classic`: the engine's old builder, and Podman's. */
export type BuildWay = 'buildx' | 'buildkit' | 'classic';

export interface BuilderOptions {
  readonly transport: Transport;
  readonly images: ImageStore;
  readonly credentials?: CredentialSources;
  readonly env?: NodeJS.ProcessEnv;
  /** Program of the thread that reads the context; the bundle has its own. */
  readonly workerFile?: URL;
  /** Program that ends a command line with the process that started it; the bundle has its own. */
  readonly guardFile?: URL;
  /** Overrides the choice. */
  readonly way?: BuildWay;
}

/** First Engine API with BuildKit behind `version=2` as a stable feature (Docker 18.09). */
const FIRST_BUILDKIT_API = '1.39';

/** The builder of one engine. Chooses the way for each build and says why in the first event. */
export function createBuilder(given: BuilderOptions): ImageBuilder {
  const options = { ...given, findBuildx: rememberBuildx(given.env ?? process.env) };
  return {
    survey: async (plan, signal) => {
      const context = await openContext(plan);
      if (!context.ok) return context;
      const surveyed = await surveyContext(
        context.value,
        options.workerFile ? { workerFile: options.workerFile } : {},
        signal,
      );
      if (!surveyed.ok) return surveyed;
      const { ignorePath, ignoreText } = context.value;
      const { files, bytes } = surveyed.value.summary;
      return ok({ files, bytes, findings: surveyed.value.findings, ignorePath, ignoreText });
    },
    build: async (plan, onEvent, signal) => {
      const context = await openContext(plan);
      if (!context.ok) return context;
      const dockerfileText = await readFile(plan.dockerfile, 'utf8');
      const choice = await chooseWay(options, plan, context.value, signal);
      if (!choice.ok) return choice;
      onEvent({ kind: 'builder', text: choice.value.reason });
      const progress = new BuildProgress();
      const record = (event: BuildEvent): void => {
        progress.apply(event);
        onEvent(event);
      };
      const job: Job = { options, plan, context: context.value, dockerfileText };
      const ended =
        choice.value.way === 'buildx'
          ? await withBuildx(job, record, signal)
          : await withApi(job, choice.value.way, record, signal);
      if (!ended.ok) return ended;
      if (signal.aborted) return fail(CANCELLED);
      const { error, output, names } = ended.value;
      if (error !== undefined) {
        const rules = context.value.rules;
        const facts = {
          message: error,
          steps: progress.steps,
          dockerfile: plan.dockerfile,
          dockerfileText,
          isIgnored: (path: string) => rules.ignores(path),
        };
        return fail(buildFailure(output === undefined ? facts : { ...facts, output }));
      }
      return await tagged(options.images, plan, names, signal);
    },
  };
}

interface Options extends BuilderOptions {
  readonly findBuildx: (signal: AbortSignal) => Promise<Buildx | undefined>;
}

/** Looked for until it is found: it may be installed while the editor runs, but does not go away. */
function rememberBuildx(env: NodeJS.ProcessEnv): Options['findBuildx'] {
  let found: Buildx | undefined;
  return async (signal) => (found ??= await findBuildx(env, signal));
}

interface Job {
  readonly options: Options;
  readonly plan: BuildPlan;
  readonly context: BuildContext;
  readonly dockerfileText: string;
}

/** How a build ended, whichever way it went. `names` are ids under which the engine may know the image. */
interface Ended {
  readonly names: readonly string[];
  readonly error?: string;
  readonly output?: string;
}

interface Choice {
  readonly way: BuildWay;
  readonly reason: string;
}

async function chooseWay(
  options: Options,
  plan: BuildPlan,
  context: BuildContext,
  signal: AbortSignal,
): Promise<Result<Choice>> {
  const { transport, way } = options;
  if (way) return ok({ way, reason: reasonOf(way) });
  const product = await productOf(transport, signal);
  if (!product.ok) return product;
  if (product.value === 'podman') {
    if (plan.secrets.length > 0)
      return fail(secretsNeedBuildx(t('Podman does not take build secrets over its Docker interface.')));
    return ok({ way: 'classic', reason: t('Built by Podman.') });
  }
  const buildx = await options.findBuildx(signal);
  if (signal.aborted) return fail(CANCELLED);
  if (buildx) return ok({ way: 'buildx', reason: buildxReason(buildx) });
  if (plan.secrets.length > 0)
    return fail(
      secretsNeedBuildx(t('docker buildx was not found, and the API of the engine does not take build secrets.')),
    );
  const api = await transport.apiVersion(signal);
  if (!api.ok) return api;
  if (compareApi(api.value, FIRST_BUILDKIT_API) < 0)
    return ok({ way: 'classic', reason: t('Built by the classic builder: the engine is too old for BuildKit.') });
  if (context.dockerfile === undefined) {
    return ok({
      way: 'classic',
      reason: t(
        'Built by the classic builder: the Dockerfile is not part of the context, and docker buildx was not found.',
      ),
    });
  }
  return ok({ way: 'buildkit', reason: t('Built by the BuildKit of the engine: docker buildx was not found.') });
}

/** Podman says so in its list of components. */
async function productOf(transport: Transport, signal: AbortSignal): Promise<Result<'docker' | 'podman'>> {
  const version = await transport.json({ method: 'GET', path: '/version', signal });
  if (!version.ok) return version;
  return ok(/"Name":"Podman Engine"/.test(JSON.stringify(version.value)) ? 'podman' : 'docker');
}

function reasonOf(way: BuildWay): string {
  switch (way) {
    case 'buildx':
      return t('Built by BuildKit through docker buildx.');
    case 'buildkit':
      return t('Built by the BuildKit of the engine.');
    case 'classic':
    default:
      return t('Built by the classic builder.');
  }
}

function buildxReason({ version }: Buildx): string {
  return version === '' ? reasonOf('buildx') : t('Built by BuildKit through docker buildx {0}.', version);
}

function secretsNeedBuildx(why: string): Failure {
  return {
    code: 'tool-missing',
    message: t('This build uses secrets. {0}', why),
    nextStep: t('Install the docker command line with its buildx plugin, version 0.13 or later.'),
  };
}

async function withBuildx(
  { options, plan }: Job,
  onEvent: (event: BuildEvent) => void,
  signal: AbortSignal,
): Promise<Result<Ended>> {
  await removeAbandonedFolders();
  const folder = await makeBuildFolder();
  try {
    const { transport, env = process.env, guardFile } = options;
    const guard = guardFile ? { guardFile } : {};
    const request = { plan, endpoint: transport.endpoint, folder, env, ...guard };
    const built = await buildWithBuildx(request, onEvent, signal);
    if (!built.ok) return built;
    const { imageDigest, configDigest, error, output } = built.value;
    const names = [imageDigest, configDigest].filter((name) => name !== undefined);
    return ok({ names, output, ...(error === undefined ? {} : { error }) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function withApi(
  job: Job,
  way: 'buildkit' | 'classic',
  onEvent: (event: BuildEvent) => void,
  signal: AbortSignal,
): Promise<Result<Ended>> {
  const { options, plan, context, dockerfileText } = job;
  const known = await baseCredentials(job, signal);
  if (!known.ok) return known;
  if (way === 'buildkit') {
    // BuildKit asks for credentials over a session, which this way has not: what needs them is brought first.
    const pulled = await pullBases(options.images, known.value.keys(), onEvent, signal);
    if (!pulled.ok) return pulled;
  }
  const byRegistry = new Map(
    Array.from(known.value, ([image, credentials]) => [parseImageRef(image)?.registry ?? image, credentials]),
  );
  const built = await buildOverApi(
    options.transport,
    {
      plan,
      context,
      dockerfileText,
      version: way === 'buildkit' ? '2' : '1',
      ...(byRegistry.size === 0 ? {} : { registryConfig: registryConfigHeader(byRegistry) }),
      ...(options.workerFile ? { workerFile: options.workerFile } : {}),
    },
    onEvent,
    signal,
  );
  if (!built.ok) return built;
  const { imageId, error } = built.value.outcome;
  return ok({ names: imageId === undefined ? [] : [imageId], ...(error === undefined ? {} : { error }) });
}

/** Base images whose registry the user has signed in to. */
async function baseCredentials(
  { options, plan, dockerfileText }: Job,
  signal: AbortSignal,
): Promise<Result<ReadonlyMap<string, RegistryCredentials>>> {
  const known = new Map<string, RegistryCredentials>();
  for (const image of baseImages(parseDockerfile(dockerfileText), plan.args)) {
    const reference = parseImageRef(image);
    const credentials = reference && (await credentialsFor(reference.registry, options.credentials ?? {}, signal));
    if (credentials && !credentials.ok) return credentials;
    if (credentials?.value) known.set(image, credentials.value);
  }
  return ok(known);
}

async function pullBases(
  images: ImageStore,
  names: Iterable<string>,
  onEvent: (event: BuildEvent) => void,
  signal: AbortSignal,
): Promise<Result<void>> {
  for (const name of names) {
    const present = await images.find(name, signal);
    if (present.ok) continue;
    if (present.failure.code !== 'not-found') return present;
    const step = {
      kind: 'step',
      id: `pull ${name}`,
      name: `[internal] ${t('pull {0}', name)}`,
      startedAt: new Date(),
    } as const;
    onEvent({ ...step, state: 'running' });
    const pulled = await images.pull(
      name,
      ({ doneBytes, totalBytes }) =>
        onEvent({
          kind: 'transfer',
          stepId: step.id,
          label: name,
          doneBytes,
          ...(totalBytes === undefined ? {} : { totalBytes }),
        }),
      signal,
    );
    onEvent({ ...step, state: pulled.ok ? 'done' : 'failed', finishedAt: new Date() });
    if (!pulled.ok) return pulled;
  }
  return ok(undefined);
}

/** Tags come last and by us: until here the image has no name, so an abort cannot leave one. */
async function tagged(
  images: ImageStore,
  plan: BuildPlan,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Result<BuiltImage>> {
  for (const name of names) {
    const found = await images.find(name, signal);
    if (!found.ok && found.failure.code === 'not-found') continue;
    if (!found.ok) return found;
    // From here it is done as a whole: an abort between two tags would leave one.
    const whole = new AbortController().signal;
    for (const tag of plan.tags) {
      const done = await images.tag(found.value.id, tag, whole);
      if (!done.ok) return done;
    }
    return ok({ imageId: found.value.id, tags: plan.tags, sizeBytes: found.value.sizeBytes });
  }
  return fail({
    code: 'not-found',
    message: t('The build ended without an error, but the engine has no new image.'),
    nextStep: t('Build again; if it stays so, look into the log of the engine.'),
    detail: names.join(', '),
  });
}
