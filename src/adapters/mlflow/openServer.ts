import { type Clock, systemClock } from '../../domain/base/clock.ts';
import { type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import type { TrackedRepository } from '../../domain/experiments/trackedRepository.ts';
import type { TrackerRef } from '../../domain/experiments/tracker.ts';
import { isLinkLocal } from '../http/isLinkLocal.ts';
import { RestClient, type RestLimits } from '../http/restClient.ts';
import type { RefusedAnswer } from '../http/restFailure.ts';
import { serverAddressOf } from '../http/serverAddress.ts';
import { type AccessSources, serverAccess } from './serverAccess.ts';
import { ServerApi } from './serverApi.ts';
import { serverFacts } from './serverFacts.ts';
import { serverRefusal } from './serverRefusal.ts';
import { ServerTracker } from './serverTracker.ts';

export interface ServerParts extends AccessSources {
  readonly clock?: Clock;
  readonly limits?: RestLimits;
  /** Of the host that the server is one of; closed with the tracker. */
  readonly repository?: TrackedRepository;
}

/** Opens an MLflow server, and finds out what it is. Failures: `invalid`, and all that a server or the way to it can answer. */
export async function openServer(
  ref: TrackerRef,
  parts: ServerParts,
  signal: AbortSignal,
): Promise<Result<ServerTracker>> {
  const client = clientOf(ref, parts);
  if (!client.ok) return client;
  const facts = await serverFacts(new ServerApi(client.value), signal);
  if (facts.ok) {
    const { clock = systemClock, repository } = parts;
    return ok(new ServerTracker(ref, { client: client.value, facts: facts.value, clock, repository }));
  }
  client.value.dispose();
  return facts;
}

function clientOf(ref: TrackerRef, parts: ServerParts): Result<RestClient> {
  const { place } = ref;
  const address = place.form === 'server' ? serverAddressOf(place.url) : undefined;
  if (place.form !== 'server' || !address) {
    return fail({
      code: 'invalid',
      message: t('{0} is not the address of a server', plainLine(ref.label)),
      nextStep: t('Write it as https://host:port, with the path that the server has.'),
    });
  }
  if (isLinkLocal(address.host) && ref.foundBy !== 'user' && ref.foundBy !== 'environment') {
    return fail({
      code: 'rejected',
      message: t(
        '{0} is an address inside this machine or its cloud, and is not asked because a file names it',
        address.authority,
      ),
      nextStep: t('Add the server yourself if you mean it.'),
    });
  }
  return ok(
    new RestClient({
      address,
      access: (signal) => serverAccess(ref, place.url, parts, signal),
      refused: (answer) => withPlugin(serverRefusal(answer), answer, parts),
      environment: parts.environment,
      clock: parts.clock ?? systemClock,
      ...(parts.limits === undefined ? {} : { limits: parts.limits }),
    }),
  );
}

/** Two ways to log in that live in the Python client alone. */
function withPlugin(failure: Failure, { status }: RefusedAnswer, { environment }: ServerParts): Failure {
  const names = ['MLFLOW_TRACKING_AUTH', 'MLFLOW_TRACKING_AWS_SIGV4'];
  const name = names.find((each) => environment()[each]);
  if (name === undefined || (status !== 401 && status !== 403)) return failure;
  return {
    ...failure,
    nextStep: t('{0} asks for a login that only Python can make: give Trainyard a token for this server.', name),
  };
}
