// @ts-check
// A real MLflow server on a free port of this machine.
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runningRecord, startDaemon, stopDaemon } from '../daemon.mjs';
import { freePort } from '../freePort.mjs';
import { defaultStateDir } from '../paths.mjs';
import { withLock } from '../withLock.mjs';
import { endsWithParent } from './endsWithParent.mjs';
import { lockedVersion, pythonEnvironment } from './pythonEnvironment.mjs';

/**
 * @typedef {object} Mlflow
 * @property {string} url With the prefix, without a slash at the end.
 * @property {string} folder Has `log`, and `mlflow.db` or `mlruns`, and `artifacts`.
 * @property {string} python The interpreter of its environment.
 * @property {boolean} startedHere
 * @property {(options?: {wipe?: boolean}) => Promise<void>} stop
 *
 * @typedef {object} MlflowOptions
 * @property {string} [name] Of its folder in the state directory.
 * @property {'mlflow3' | 'mlflow2'} [environment]
 * @property {'sqlite' | 'file'} [store]
 * @property {boolean} [auth] The app `basic-auth`, with {@link mlflowUser}.
 * @property {string} [prefix] Such as `/tracking`.
 * @property {string} [data] A folder with a store and artifacts, copied before the first start.
 * @property {number} [port] A free one unless it is given.
 * @property {string} [host] An address of this machine that others reach; 127.0.0.1 unless it is given.
 * @property {boolean} [outlive] It goes on when this process ends; otherwise it ends with it, even when that is killed.
 * @property {string} [stateDir]
 * @property {(line: string) => void} [log]
 */

/** The administrator of servers with basic auth. MLflow wants at least twelve characters. */
export const mlflowUser = { user: 'admin', password: 'trainyard-testbed' };

/**
 * Starts a server, or finds the one that runs under the name in the state directory.
 * @param {MlflowOptions} [options]
 * @returns {Promise<Mlflow>}
 */
export async function startMlflow(options = {}) {
  const { environment = 'mlflow3', name = environment, stateDir = defaultStateDir(), log } = options;
  const folder = join(resolve(stateDir), `mlflow-${name}`);
  const python = await pythonEnvironment(environment, log ? { log } : {});
  return await withLock(`${folder}.lock`, async () => {
    const running = runningRecord(folder);
    const url = running ? String(running.facts['url']) : await launch(folder, python, { ...options, environment });
    return { url, folder, python, startedHere: !running, stop: async (how) => await stopDaemon(folder, how) };
  });
}

/**
 * @param {string} folder
 * @param {string} python
 * @param {MlflowOptions & {environment: 'mlflow3' | 'mlflow2'}} options
 * @returns {Promise<string>} The server's address.
 */
async function launch(folder, python, options) {
  const {
    environment,
    store = 'sqlite',
    auth = false,
    prefix = '',
    data,
    outlive = false,
    host = '127.0.0.1',
  } = options;
  if (data !== undefined) {
    rmSync(folder, { recursive: true, force: true });
    cpSync(data, folder, { recursive: true });
  }
  mkdirSync(folder, { recursive: true });
  const port = options.port ?? (await freePort());
  const url = `http://${host}:${port}${prefix}`;
  const uri = store === 'sqlite' ? `sqlite:///${join(folder, 'mlflow.db')}` : join(folder, 'mlruns');
  const address = ['--host', host, '--port', String(port), '--workers', '1'];
  const served = ['--backend-store-uri', uri, '--artifacts-destination', join(folder, 'artifacts')];
  const more = [...(auth ? ['--app-name', 'basic-auth'] : []), ...(prefix === '' ? [] : ['--static-prefix', prefix])];
  const program = [python, '-m', 'mlflow', 'server', ...served, ...address, ...more];
  const [command = '', ...args] = outlive ? program : endsWithParent(program);
  const version = lockedVersion(environment, 'mlflow');
  await startDaemon({
    dir: folder,
    command,
    args,
    env: mlflowEnvironment(),
    facts: { url },
    ready: () => answers(url, version, auth),
  });
  return url;
}

/** @returns {NodeJS.ProcessEnv} What every process of MLflow gets here. */
export const mlflowEnvironment = () => ({
  ...process.env,
  MLFLOW_DISABLE_TELEMETRY: 'true',
  // Eight more processes and 0.6 GB otherwise.
  MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
  // 3.13 and later refuse a file store without it.
  MLFLOW_ALLOW_FILE_STORE: 'true',
  MLFLOW_AUTH_ADMIN_USERNAME: mlflowUser.user,
  MLFLOW_AUTH_ADMIN_PASSWORD: mlflowUser.password,
  MLFLOW_FLASK_SERVER_SECRET_KEY: 'trainyard-testbed',
  MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT: 'true',
  GIT_PYTHON_REFRESH: 'quiet',
});

/**
 * A port may be another program's, which answers too: the version is what only this server says.
 * @param {string} url
 * @param {string} version
 * @param {boolean} auth
 */
async function answers(url, version, auth) {
  const login = Buffer.from(`${mlflowUser.user}:${mlflowUser.password}`).toString('base64');
  try {
    const response = await fetch(`${url}/version`, {
      headers: auth ? { authorization: `Basic ${login}` } : {},
      signal: AbortSignal.timeout(2000),
    });
    return (await response.text()) === version;
  } catch {
    // Not listening yet; the wait has its own end.
    return false;
  }
}
