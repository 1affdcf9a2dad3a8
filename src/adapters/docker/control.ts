import type Docker from 'dockerode';
import { type Clock, systemClock } from '../../domain/base/clock.ts';
import { type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ContainerPlan } from '../../domain/engines/containerPlan.ts';
import type { ContainerControl } from '../../domain/engines/ports.ts';
import { containerBody } from './containerBody.ts';
import { during, shortName } from './controlFailure.ts';
import { called, dockerodeOver, inPath } from './dockerodeClient.ts';
import { asRecord, stringOf, stringsOf } from '../http/json.ts';
import type { Transport } from './transport.ts';
import { waitForExit } from './waitForExit.ts';

/** Grace of `restart`, as `docker restart` has it. */
const RESTART_GRACE_SECONDS = 10;

/** Creates, starts, stops and removes containers through the Engine API. */
export class DockerControl implements ContainerControl {
  readonly #transport: Transport;
  readonly #docker: Docker;
  readonly #clock: Clock;

  constructor(transport: Transport, clock: Clock = systemClock) {
    this.#transport = transport;
    this.#docker = dockerodeOver(transport);
    this.#clock = clock;
  }

  async create(
    plan: ContainerPlan,
    signal: AbortSignal,
  ): Promise<Result<{ readonly id: string; readonly warnings: readonly string[] }>> {
    const created = await this.#transport.json({
      method: 'POST',
      path: '/containers/create',
      query: { name: plan.name, platform: plan.platform },
      body: containerBody(plan),
      signal,
    });
    const attempt = (reason: string): string => t('Could not create {0}: {1}', plan.name, reason);
    if (!created.ok) return fail(during(created.failure, attempt));
    const record = asRecord(created.value);
    const id = stringOf(record, 'Id');
    if (id === undefined) return fail({ code: 'rejected', message: attempt(t('the engine gave it no id')) });
    return ok({ id, warnings: stringsOf(record, 'Warnings') });
  }

  async start(id: string, signal: AbortSignal): Promise<Result<void>> {
    // Starting can pull layers apart or wait for a device, so it is not one of the cheap calls; 304 says that it runs already.
    const started = await called(this.#container(id).start({ abortSignal: signal }));
    return finished(started, (reason) => t('Could not start {0}: {1}', shortName(id), reason));
  }

  stop(id: string, graceSeconds: number, signal: AbortSignal): Promise<Result<void>> {
    const grace = Math.max(0, Math.ceil(graceSeconds));
    const attempt = (reason: string): string => t('Could not stop {0}: {1}', shortName(id), reason);
    return this.#slow(`/containers/${inPath(id)}/stop`, grace, signal, attempt);
  }

  restart(id: string, signal: AbortSignal): Promise<Result<void>> {
    const attempt = (reason: string): string => t('Could not restart {0}: {1}', shortName(id), reason);
    return this.#slow(`/containers/${inPath(id)}/restart`, RESTART_GRACE_SECONDS, signal, attempt);
  }

  async kill(id: string, signal: AbortSignal): Promise<Result<void>> {
    const killed = await called(this.#container(id).kill({ abortSignal: signal }));
    return finished(killed, (reason) => t('Could not kill {0}: {1}', shortName(id), reason));
  }

  async remove(id: string, force: boolean, signal: AbortSignal): Promise<Result<void>> {
    const removed = await called(this.#container(id).remove({ force, v: true, abortSignal: signal }));
    if (!removed.ok && isGone(removed.failure)) return ok(undefined);
    return finished(removed, (reason) => t('Could not remove {0}: {1}', shortName(id), reason));
  }

  async wait(id: string, signal: AbortSignal): Promise<Result<{ readonly exitCode: number }>> {
    const ended = await waitForExit(this.#transport, { id, clock: this.#clock }, signal);
    return ended.ok
      ? ended
      : fail(during(ended.failure, (reason) => t('Could not wait for {0}: {1}', shortName(id), reason)));
  }

  async removeVolume(name: string, signal: AbortSignal): Promise<Result<void>> {
    const removed = await called(this.#docker.getVolume(inPath(name)).remove({ abortSignal: signal }));
    if (!removed.ok && removed.failure.code === 'not-found') return ok(undefined);
    return finished(removed, (reason) => t('Could not remove the volume {0}: {1}', name, reason));
  }

  async removeNetwork(id: string, signal: AbortSignal): Promise<Result<void>> {
    const removed = await called(this.#docker.getNetwork(inPath(id)).remove({ abortSignal: signal }));
    if (!removed.ok && removed.failure.code === 'not-found') return ok(undefined);
    return finished(removed, (reason) => t('Could not remove the network {0}: {1}', shortName(id), reason));
  }

  #container(id: string): Docker.Container {
    return this.#docker.getContainer(inPath(id));
  }

  /** Stop and restart answer after the grace. */
  async #slow(
    path: string,
    graceSeconds: number,
    signal: AbortSignal,
    attempt: (reason: string) => string,
  ): Promise<Result<void>> {
    const answer = await this.#transport.json({
      method: 'POST',
      path,
      query: { t: graceSeconds },
      signal,
      firstByteMs: graceSeconds * 1000 + this.#transport.limits.firstByteMs,
    });
    return finished(answer, attempt);
  }
}

function finished(result: Result<unknown>, attempt: (reason: string) => string): Result<void> {
  return result.ok ? ok(undefined) : fail(during(result.failure, attempt));
}

/** Gone, or being removed by somebody else at this moment. */
function isGone({ code, message }: Failure): boolean {
  return (
    code === 'not-found' || (code === 'conflict' && /removal of container .* is already in progress/i.test(message))
  );
}
