import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { type ImageRef, parseImageRef, printImageRef } from '../../domain/images/imageRef.ts';
import type { ImageStore, TransferProgress } from '../../domain/images/ports.ts';
import { LineSplitter } from '../process/lineSplitter.ts';
import { type CredentialSources, credentialsFor, registryAuthHeader } from './credentials.ts';
import { readLayerFiles } from './imageStoreLayers.ts';
import { foundImageOf, layersOf, registryFailure, TransferRecords } from './imageStoreRecords.ts';
import type { EngineResponse, Transport } from './transport.ts';

/** The images of one engine. Credentials are looked up for every transfer and kept nowhere. */
export function createImageStore(transport: Transport, sources: CredentialSources = {}): ImageStore {
  const inspectPath = (reference: string, tail: string): string => `/images/${encodeURIComponent(reference)}${tail}`;
  return {
    find: async (reference, signal) => {
      const answer = await transport.json({ method: 'GET', path: inspectPath(reference, '/json'), signal });
      return answer.ok ? ok(foundImageOf(answer.value)) : fail(naming(reference, answer.failure));
    },
    history: async (reference, signal) => {
      const answer = await transport.json({ method: 'GET', path: inspectPath(reference, '/history'), signal });
      return answer.ok ? ok(layersOf(answer.value)) : fail(naming(reference, answer.failure));
    },
    pull: async (reference, onProgress, signal) =>
      await transfer({ transport, sources, verb: 'pull', reference }, onProgress, signal),
    push: async (reference, onProgress, signal) =>
      await transfer({ transport, sources, verb: 'push', reference }, onProgress, signal),
    layerFiles: async (reference, onProgress, signal) => {
      const answer = await transport.request({
        method: 'GET',
        path: inspectPath(reference, '/get'),
        signal,
        firstByteMs: 'none',
      });
      if (!answer.ok) return fail(naming(reference, answer.failure));
      return await readLayerFiles(answer.value.body, onProgress, signal);
    },
    tag: async (reference, newReference, signal) => {
      const to = parseImageRef(newReference);
      if (!to) return fail(notAReference(newReference));
      const query = { repo: nameOf(to), tag: to.tag ?? 'latest' };
      const answer = await transport.json({ method: 'POST', path: inspectPath(reference, '/tag'), query, signal });
      return answer.ok ? ok(undefined) : fail(naming(reference, answer.failure));
    },
    remove: async (reference, force, signal) => {
      const answer = await transport.json({
        method: 'DELETE',
        path: inspectPath(reference, ''),
        query: { force: force || undefined },
        signal,
      });
      if (answer.ok || answer.failure.code === 'not-found') return ok(undefined);
      return fail(removeFailure(reference, answer.failure));
    },
  };
}

interface Transfer {
  readonly transport: Transport;
  readonly sources: CredentialSources;
  readonly verb: 'pull' | 'push';
  readonly reference: string;
}

async function transfer(
  { transport, sources, verb, reference }: Transfer,
  onProgress: (progress: TransferProgress) => void,
  signal: AbortSignal,
): Promise<Result<{ readonly digest?: string }>> {
  const parsed = parseImageRef(reference);
  if (!parsed) return fail(notAReference(reference));
  const credentials = await credentialsFor(parsed.registry, sources, signal);
  if (!credentials.ok) return credentials;
  const version = parsed.digest ?? parsed.tag ?? 'latest';
  const target =
    verb === 'pull'
      ? { path: '/images/create', query: { fromImage: nameOf(parsed), tag: version } }
      : { path: `/images/${encodeURIComponent(nameOf(parsed))}/push`, query: { tag: version } };
  const headers = { 'X-Registry-Auth': registryAuthHeader(parsed.registry, credentials.value) };
  const answer = await transport.request({ method: 'POST', ...target, headers, signal, firstByteMs: 'none' });
  if (!answer.ok)
    return fail(
      isOfTransport(answer.failure) ? answer.failure : registryFailure(verb, reference, answer.failure.message),
    );
  const records = new TransferRecords(onProgress);
  const end = await readLines(answer.value, (line) => records.line(line), signal);
  if (!end.ok) return end;
  if (records.error !== undefined) return fail(registryFailure(verb, reference, records.error));
  return ok(records.digest === undefined ? {} : { digest: records.digest });
}

async function readLines(
  { body }: EngineResponse,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<Result<void>> {
  const lines = new LineSplitter(onLine);
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) lines.push(chunk);
    lines.end();
    return ok(undefined);
  } catch (error) {
    if (signal.aborted) return fail(CANCELLED);
    return fail({
      code: 'unreachable',
      message: t('The connection to the engine was lost.'),
      nextStep: t('Try again: layers that arrived whole are not sent a second time.'),
      detail: error instanceof Error ? error.message : String(error),
    });
  }
}

/** Codes that the registry had no part in. */
function isOfTransport({ code }: Failure): boolean {
  return code === 'cancelled' || code === 'timeout' || code === 'unreachable';
}

/** The engine wants name and tag apart. */
function nameOf({ registry, repository }: ImageRef): string {
  return printImageRef({ registry, repository });
}

function notAReference(reference: string): Failure {
  return {
    code: 'invalid',
    message: t('{0} is not a valid image name.', reference),
    nextStep: t('Use lower case letters, digits, dots and dashes, and a tag after a colon.'),
  };
}

function naming(reference: string, failure: Failure): Failure {
  if (failure.code !== 'not-found') return failure;
  return {
    code: 'not-found',
    message: t('The engine has no image {0}.', reference),
    nextStep: t('Build or pull it first.'),
    ...(failure.detail === undefined ? {} : { detail: failure.detail }),
  };
}

function removeFailure(reference: string, failure: Failure): Failure {
  if (failure.code !== 'conflict') return failure;
  return {
    ...failure,
    message: t('{0} was not removed: {1}', reference, failure.message),
    nextStep: t('Remove the containers that use it first, or remove the image with force.'),
  };
}
