// @ts-check
// All that tests of experiment trackers need: servers of MLflow with runs in them, and stores on disk.
import { join } from 'node:path';
import { dagshubRepository, startFront } from './startFront.mjs';
import { mlflowUser, startMlflow } from './startMlflow.mjs';
import { startNeptune } from './startNeptune.mjs';
import { neptuneData, serverData, smallStores, tensorboardData } from './trackerStores.mjs';
import { pythonEnvironment } from './pythonEnvironment.mjs';

/** Names of the servers in the state directory, those that stand in front of others last. */
export const trackerServers = /** @type {const} */ (['newest', 'old', 'auth', 'tls', 'dagshub', 'neptune']);

/**
 * Makes what is needed but does not run: environments and stores.
 * @param {{log?: (line: string) => void}} [options]
 * @returns {Promise<{env: Record<string, string>, data: {mlflow3: string, mlflow2: string, scale: string}}>} env is what tests without servers get.
 */
export async function prepareTrackers({ log = () => undefined } = {}) {
  // One after the other: each takes all the processors that a small machine has.
  const neptune = await neptuneData({ log });
  const env = {
    TRAINYARD_TEST_MLFLOW_STORES: await smallStores({ log }),
    TRAINYARD_TEST_NEPTUNE_DATA: neptune,
    TRAINYARD_TEST_TENSORBOARD_DATA: await tensorboardData({ log }),
    TRAINYARD_TEST_TENSORBOARD_PYTHON: await pythonEnvironment('tensorboard', { log }),
    TRAINYARD_TEST_MLFLOW_PYTHON: await pythonEnvironment('mlflow3', { log }),
    TRAINYARD_TEST_MLFLOW2_PYTHON: await pythonEnvironment('mlflow2', { log }),
    TRAINYARD_TEST_DAGSHUB_PYTHON: await pythonEnvironment('scale-dagshub', { log }),
  };
  return {
    env,
    data: {
      mlflow3: await serverData('mlflow3', { log }),
      mlflow2: await serverData('mlflow2', { log }),
      scale: join(neptune, 'scale', '.neptune'),
    },
  };
}

/**
 * @param {{stateDir: string, outlive?: boolean, log?: (line: string) => void}} options outlive: they go on when this process ends.
 * @returns {Promise<{env: Record<string, string>, stop: () => Promise<void>}>} env is what tests get; README.md says what each is.
 */
export async function startTrackers({ stateDir, outlive = false, log = () => undefined }) {
  const { env, data } = await prepareTrackers({ log });
  const common = { stateDir, outlive, log };
  const [newest, old, auth] = await Promise.all([
    startMlflow({ ...common, name: 'newest', data: data.mlflow3 }),
    startMlflow({ ...common, name: 'old', environment: 'mlflow2', data: data.mlflow2 }),
    startMlflow({ ...common, name: 'auth', auth: true, prefix: '/tracking', data: data.mlflow3 }),
  ]);
  const tls = await startFront({ kind: 'tls', target: new URL(auth.url).origin, stateDir, outlive });
  const dagshub = await startFront({ kind: 'dagshub', target: newest.url, stateDir, outlive });
  const neptune = await startNeptune({ ...common, data: data.scale });
  const { owner, name, token } = dagshubRepository;
  return {
    env: {
      ...env,
      TRAINYARD_TEST_MLFLOW_URL: newest.url,
      TRAINYARD_TEST_MLFLOW_FOLDER: newest.folder,
      TRAINYARD_TEST_MLFLOW2_URL: old.url,
      TRAINYARD_TEST_MLFLOW2_FOLDER: old.folder,
      TRAINYARD_TEST_MLFLOW_AUTH_URL: auth.url,
      TRAINYARD_TEST_MLFLOW_TLS_URL: `${tls.url}/tracking`,
      TRAINYARD_TEST_MLFLOW_TLS_CA: tls.ca,
      TRAINYARD_TEST_MLFLOW_USER: mlflowUser.user,
      TRAINYARD_TEST_MLFLOW_PASSWORD: mlflowUser.password,
      TRAINYARD_TEST_DAGSHUB_URL: dagshub.url,
      TRAINYARD_TEST_DAGSHUB_REPOSITORY: `${owner}/${name}`,
      TRAINYARD_TEST_DAGSHUB_TOKEN: token,
      TRAINYARD_TEST_NEPTUNE_URL: neptune.url,
      TRAINYARD_TEST_NEPTUNE_TOKEN: neptune.token,
    },
    stop: async () => {
      await Promise.all([tls, dagshub, newest, old, auth, neptune].map((one) => one.stop()));
    },
  };
}
