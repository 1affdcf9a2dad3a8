import { type Clock, systemClock } from '../../domain/base/clock.ts';
import { type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import {
  hostedNeptuneClosed,
  isHostedNeptune,
  type NeptuneToken,
  projectOfAddress,
  readNeptuneToken,
} from '../../domain/experiments/neptuneServer.ts';
import type { ExperimentTracker } from '../../domain/experiments/ports.ts';
import type { SecretStore } from '../../domain/experiments/secretStore.ts';
import type { TrackerRef } from '../../domain/experiments/tracker.ts';
import { loginKey, readLogin } from '../../domain/experiments/trackerLogin.ts';
import { parsedJson } from '../../domain/base/parsedJson.ts';
import { asRecord, stringOf } from '../http/json.ts';
import { RestClient, type RestLimits, type RestParts } from '../http/restClient.ts';
import { type RefusedAnswer, statusFailure } from '../http/restFailure.ts';
import { type ServerAddress, serverAddressOf } from '../http/serverAddress.ts';
import { NeptuneServerTracker } from './neptuneServerTracker.ts';
import { NeptuneApi } from './serverApi.ts';
import { ServerFiles } from './serverFiles.ts';
import { exchangeToken, ServerLogin } from './serverLogin.ts';
import { addressForToken } from './addressForToken.ts';
import { ServerProjects } from './serverProjects.ts';
import { ServerRuns } from './serverRuns.ts';
import { ServerSeries } from './serverSeries.ts';

export interface NeptuneServerSources {
  readonly environment: () => Readonly<Record<string, string | undefined>>;
  readonly secrets: SecretStore;
  readonly clock?: Clock;
  readonly limits?: RestLimits;
}

/**
 * Opens a Neptune server, which asks it who the user is. Failures: `unsupported` for the hosted service, `invalid` for an address or a token that is none,
 * `unauthorized` without a token or with one of another server, and all that a server or the way to it can answer.
 */
export async function openNeptuneServer(
  ref: TrackerRef,
  sources: NeptuneServerSources,
  signal: AbortSignal,
): Promise<Result<ExperimentTracker>> {
  const url = ref.place.form === 'server' ? ref.place.url : '';
  if (isHostedNeptune(url)) return fail(hostedNeptuneClosed());
  if (!serverAddressOf(url)) return fail(noAddress(ref));
  const token = await tokenFor(url, sources);
  if (!token.ok) return token;
  const base = addressForToken(url, token.value);
  if (!base.ok) return base;
  const address = serverAddressOf(base.value);
  if (!address) return fail(noAddress(ref));
  const { clock = systemClock } = sources;
  const connection = connectionTo(address, { ...sources, url, base: base.value, clock });
  const { api, end, http } = connection;
  const known = await connection.login.token(token.value.text, signal);
  if (!known.ok) {
    end();
    return known;
  }
  const series = new ServerSeries(api);
  const only = projectOfAddress(url, address.basePath);
  const also = () => (ref.foundBy === 'environment' ? sources.environment()['NEPTUNE_PROJECT'] : undefined);
  return ok(
    new NeptuneServerTracker(ref, {
      projects: new ServerProjects(api, { also, ...(only === undefined ? {} : { only }) }),
      runs: new ServerRuns(api, () => clock.now()),
      series,
      files: new ServerFiles({ api, series, http, server: address }),
      clock,
      end,
    }),
  );
}

/** What the user has typed for this server, else what the environment has, when it is for this server. */
async function tokenFor(url: string, { secrets, environment }: NeptuneServerSources): Promise<Result<NeptuneToken>> {
  const kept = await secrets.get(loginKey(url));
  const login = kept === undefined ? undefined : readLogin(kept);
  if (login?.kind === 'bearer') return asLogin(readNeptuneToken(login.token));
  const found = readNeptuneToken(environment()['NEPTUNE_API_TOKEN'] ?? '');
  if (found.ok && new URL(found.value.url).origin === new URL(url).origin) return found;
  return fail({
    code: 'unauthorized',
    about: 'login',
    message: t('{0} wants an API token', new URL(url).host),
    nextStep: t('Sign in with the API token of your profile on the server.'),
  });
}

/** What was kept is no token: another is asked for. */
function asLogin(token: Result<NeptuneToken>): Result<NeptuneToken> {
  return token.ok ? token : fail({ ...token.failure, code: 'unauthorized' });
}

interface ConnectionParts extends NeptuneServerSources {
  readonly url: string;
  /** Address of the API. */
  readonly base: string;
  readonly clock: Clock;
}

function connectionTo(address: ServerAddress, parts: ConnectionParts) {
  const { base, clock, environment, limits, url } = parts;
  const http: Pick<RestParts, 'clock' | 'environment' | 'limits'> = {
    clock,
    environment,
    ...(limits === undefined ? {} : { limits }),
  };
  // A server may say in its answer what it was asked with.
  const refused = (answer: RefusedAnswer) => neptuneRefusal({ ...answer, text: login.withoutTokens(answer.text) });
  const login: ServerLogin = new ServerLogin(
    async (apiToken, signal) => {
      const headers = new Map([['X-Neptune-Api-Token', apiToken]]);
      const exchanging = new RestClient({
        ...http,
        address,
        access: () => Promise.resolve(ok({ headers })),
        refused,
      });
      const answer = await exchangeToken(exchanging, signal);
      exchanging.dispose();
      return answer;
    },
    () => clock.now(),
  );
  const client = new RestClient({
    ...http,
    address,
    access: async (signal) => {
      const token = await tokenFor(url, parts);
      if (!token.ok) return token;
      // Typed anew meanwhile, and for another server: this connection is not for it.
      const meant = addressForToken(url, token.value);
      if (!meant.ok || meant.value !== base) return meant.ok ? fail(changedToken()) : meant;
      const access = await login.token(token.value.text, signal);
      return access.ok ? ok({ headers: new Map([['Authorization', `Bearer ${access.value}`]]) }) : access;
    },
    refused,
  });
  const end = () => {
    login.dispose();
    client.dispose();
  };
  return { api: new NeptuneApi(client, login), login, end, http };
}

/** Errors of Neptune are `{code, errorType, message}`. */
function neptuneRefusal(answer: RefusedAnswer): Failure {
  const error = asRecord(parsedJson(answer.text));
  const said = [stringOf(error, 'title'), stringOf(error, 'message'), stringOf(error, 'errorType')].find(Boolean);
  const failure = statusFailure(answer, said);
  if (answer.status === 401)
    return { ...failure, nextStep: t('Sign in with the API token of your profile on the server.') };
  if (answer.status === 403)
    return { ...failure, nextStep: t('Ask for a role in the project, or sign in with another token.') };
  return failure;
}

const changedToken = (): Failure => ({
  code: 'unauthorized',
  about: 'login',
  message: t('The API token has changed'),
  nextStep: t('Refresh the Experiments view.'),
});

const noAddress = ({ label }: TrackerRef): Failure => ({
  code: 'invalid',
  message: t('{0} is not the address of a server', plainLine(label)),
  nextStep: t('Write it as https://host:port, with the path that the server has.'),
});
