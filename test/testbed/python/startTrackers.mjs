// @ts-check
// All that tests of experiment trackers need: servers of MLflow with runs in them, and stores on disk.
import { mlflowUser, startMlflow } from './startMlflow.mjs';
import { serverData, smallStores } from './mlflowStores.mjs';

/** Names of the servers in the state directory. */
export const trackerServers = /** @type {const} */ (['newest', 'old', 'auth']);

/**
 * @param {{stateDir: string, outlive?: boolean, log?: (line: string) => void}} options outlive: they go on when this process ends.
 * @returns {Promise<{env: Record<string, string>, stop: () => Promise<void>}>} env is what tests get; README.md says what each is.
 */
export async function startTrackers({ stateDir, outlive = false, log = () => undefined }) {
  // One after the other: each takes all the processors that a small machine has.
  const stores = await smallStores({ log });
  const data = { mlflow3: await serverData('mlflow3', { log }), mlflow2: await serverData('mlflow2', { log }) };
  const common = { stateDir, outlive, log };
  const [newest, old, auth] = await Promise.all([
    startMlflow({ ...common, name: 'newest', data: data.mlflow3 }),
    startMlflow({ ...common, name: 'old', environment: 'mlflow2', data: data.mlflow2 }),
    startMlflow({ ...common, name: 'auth', auth: true, prefix: '/tracking', data: data.mlflow3 }),
  ]);
  return {
    env: {
      TRAINYARD_TEST_MLFLOW_URL: newest.url,
      TRAINYARD_TEST_MLFLOW_FOLDER: newest.folder,
      TRAINYARD_TEST_MLFLOW2_URL: old.url,
      TRAINYARD_TEST_MLFLOW2_FOLDER: old.folder,
      TRAINYARD_TEST_MLFLOW_AUTH_URL: auth.url,
      TRAINYARD_TEST_MLFLOW_USER: mlflowUser.user,
      TRAINYARD_TEST_MLFLOW_PASSWORD: mlflowUser.password,
      TRAINYARD_TEST_MLFLOW_PYTHON: newest.python,
      TRAINYARD_TEST_MLFLOW2_PYTHON: old.python,
      TRAINYARD_TEST_MLFLOW_STORES: stores,
    },
    stop: async () => {
      await Promise.all([newest, old, auth].map((one) => one.stop()));
    },
  };
}
