import type { SecretStore } from './secretStore.ts';
import { loginKey, readLogin, type TrackerLogin } from './trackerLogin.ts';

const NAMES: Readonly<Record<TrackerLogin['kind'], readonly string[]>> = {
  basic: ['MLFLOW_TRACKING_USERNAME', 'MLFLOW_TRACKING_PASSWORD'],
  bearer: ['MLFLOW_TRACKING_TOKEN'],
  // MLflow's client has no variable for it.
  header: [],
};

/** The variables with which MLflow's client logs in where Trainyard does; none where it needs no login. Values are read by nobody here. */
export async function trackerVariables(
  url: string,
  {
    secrets,
    environment,
  }: { readonly secrets: SecretStore; readonly environment: Readonly<Record<string, string | undefined>> },
): Promise<readonly string[]> {
  const kept = await secrets.get(loginKey(url));
  const login = kept === undefined ? undefined : readLogin(kept);
  if (login) return NAMES[login.kind];
  return [NAMES.bearer, NAMES.basic].find((names) => names.every((name) => (environment[name] ?? '') !== '')) ?? [];
}
