import { existsSync } from 'node:fs';
import { type Failure, ok, type Result } from '../../domain/base/failure.ts';
import type { Container, EngineInfo, EngineSnapshot, Image } from '../../domain/engines/engine.ts';
import { t } from '../../domain/base/text.ts';
import { engineInfoOf } from './infoRecords.ts';
import { asRecord, recordsIn } from '../http/json.ts';
import { type ContainerDetails, containerOf, detailsOf, imageOf, networksOf, volumesOf } from './records.ts';
import { inPath } from './dockerodeClient.ts';
import type { Transport } from './transport.ts';

/** Reads the lists of an engine, each with one request. */
export class SnapshotReader {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async info(signal: AbortSignal): Promise<Result<EngineInfo>> {
    const [version, info, api] = await Promise.all([
      this.#get('/version', signal),
      this.#get('/info', signal),
      this.#transport.apiVersion(signal),
    ]);
    if (!version.ok) return version;
    if (!info.ok) return info;
    if (!api.ok) return api;
    const { kind } = this.#transport.endpoint;
    return ok(
      engineInfoOf({
        version: asRecord(version.value) ?? new Map<string, unknown>(),
        info: asRecord(info.value) ?? new Map<string, unknown>(),
        apiVersion: api.value,
        hasKfd: kind === 'unix' && existsSync('/dev/kfd'),
      }),
    );
  }

  /** All containers, or those with these ids. */
  async containers(ids: readonly string[] | undefined, signal: AbortSignal): Promise<Result<readonly Container[]>> {
    const filters = ids === undefined ? undefined : { id: ids };
    const answer = await this.#get('/containers/json', signal, { all: 1, filters });
    return answer.ok ? ok(recordsIn(answer.value).flatMap((record) => containerOf(record) ?? [])) : answer;
  }

  /** Undefined when the container is gone. */
  async details(id: string, signal: AbortSignal): Promise<Result<ContainerDetails | undefined>> {
    const answer = await this.#get(`/containers/${inPath(id)}/json`, signal);
    if (!answer.ok) return answer.failure.code === 'not-found' ? ok(undefined) : answer;
    const record = asRecord(answer.value);
    return ok(record && detailsOf(record));
  }

  async images(signal: AbortSignal): Promise<Result<readonly Image[]>> {
    const answer = await this.#get('/images/json', signal);
    return answer.ok ? ok(recordsIn(answer.value).flatMap((record) => imageOf(record) ?? [])) : answer;
  }

  async volumes(signal: AbortSignal): Promise<Result<EngineSnapshot['volumes']>> {
    const answer = await this.#get('/volumes', signal);
    return answer.ok ? ok(volumesOf(asRecord(answer.value))) : answer;
  }

  async networks(signal: AbortSignal): Promise<Result<EngineSnapshot['networks']>> {
    const answer = await this.#get('/networks', signal);
    return answer.ok ? ok(networksOf(answer.value)) : answer;
  }

  /**
   * Everything. Containers come first and are handed on at once, because they are what is looked for; images can take an engine long.
   */
  async snapshot(
    signal: AbortSignal,
    onContainers?: (partial: EngineSnapshot) => void,
  ): Promise<Result<EngineSnapshot>> {
    const [info, containers] = await Promise.all([this.info(signal), this.containers(undefined, signal)]);
    if (!info.ok) return info;
    if (!containers.ok) return containers;
    const none = { images: [], volumes: [], networks: [] };
    onContainers?.({ info: info.value, containers: containers.value, ...none, isPartial: true });
    const [images, volumes, networks] = await Promise.all([
      this.images(signal),
      this.volumes(signal),
      this.networks(signal),
    ]);
    const lost = [images, volumes, networks].find((list) => !list.ok && isAboutEngine(list.failure));
    if (lost && !lost.ok) return lost;
    // Proxies in front of a socket often allow a part of the API only: what is allowed is shown, and what is missing said.
    const warnings = [...info.value.warnings, ...refusal(t('images'), images)];
    warnings.push(...refusal(t('volumes'), volumes), ...refusal(t('networks'), networks));
    return ok({
      info: { ...info.value, warnings },
      containers: containers.value,
      images: images.ok ? images.value : [],
      volumes: volumes.ok ? volumes.value : [],
      networks: networks.ok ? networks.value : [],
    });
  }

  #get(path: string, signal: AbortSignal, query: Readonly<Record<string, number | object | undefined>> = {}) {
    return this.#transport.json({ method: 'GET', path, query, signal, firstByteMs: this.#transport.limits.cheapMs });
  }
}

function isAboutEngine({ code }: Failure): boolean {
  return code === 'unreachable' || code === 'timeout' || code === 'cancelled';
}

function refusal(what: string, list: Result<unknown>): readonly string[] {
  return list.ok ? [] : [t('The engine does not list its {0}: {1}', what, list.failure.message)];
}
