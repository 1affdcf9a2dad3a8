import { type Clock, systemClock } from '../../domain/base/clock.ts';
import { ok } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { dagshubOfTracker } from '../../domain/experiments/dagshubRepository.ts';
import type { SecretStore } from '../../domain/experiments/secretStore.ts';
import type { TrackedRepository } from '../../domain/experiments/trackedRepository.ts';
import { loginKey, readLogin, type TrackerLogin } from '../../domain/experiments/trackerLogin.ts';
import { loginHeaders } from '../http/loginHeaders.ts';
import { RestClient } from '../http/restClient.ts';
import { statusFailure } from '../http/restFailure.ts';
import { serverAddressOf } from '../http/serverAddress.ts';
import { DagshubFiles } from './dagshubFiles.ts';
import { dagshubLogin, type DagshubSources } from './dagshubLogin.ts';

export interface DagshubParts extends DagshubSources {
  readonly secrets: SecretStore;
  readonly clock?: Clock;
}

/** What a tracking server on DagsHub has besides MLflow's: the login that DagsHub's client uses, and its repository. Nothing is contacted. */
export interface Dagshub {
  /** For an MLflow server there, when the user has typed none. */
  readonly otherLogin: () => Promise<TrackerLogin | undefined>;
  readonly repository: TrackedRepository;
}

/** Undefined: the address is not that of a repository's runs. */
export function openDagshub(url: string, parts: DagshubParts): Dagshub | undefined {
  const repository = dagshubOfTracker(url);
  const address = repository && serverAddressOf(repository.origin);
  if (!repository || !address) return undefined;
  const otherLogin = () => dagshubLogin(repository.origin, parts);
  const client = new RestClient({
    address,
    access: async () => {
      const typed = await parts.secrets.get(loginKey(url));
      const login = (typed === undefined ? undefined : readLogin(typed)) ?? (await otherLogin());
      return ok({ headers: loginHeaders(login) });
    },
    refused: (answer) => {
      const failure = statusFailure(answer);
      if (answer.status !== 401) return failure;
      return {
        ...failure,
        nextStep: t('Set a token for DagsHub, or DAGSHUB_USER_TOKEN in the environment of VS Code.'),
      };
    },
    environment: parts.environment,
    clock: parts.clock ?? systemClock,
  });
  return { otherLogin, repository: new DagshubFiles(client, repository) };
}
