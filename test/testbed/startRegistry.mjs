// A real image registry on a port of this machine, with or without a password.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { randomBytes } from 'node:crypto';
import { runningRecord, startDaemon, stopDaemon } from './daemon.mjs';
import { freePort } from './freePort.mjs';
import { installPackages } from './installPackages.mjs';
import { defaultStateDir } from './paths.mjs';
import { runCommand } from './runCommand.mjs';
import { withLock } from './withLock.mjs';

/**
 * @typedef {object} Registry
 * @property {string} host Address and port, the first part of an image's name. Engines take plain HTTP from 127.0.0.1 by themselves.
 * @property {string} user
 * @property {string} password
 * @property {boolean} startedHere
 * @property {(options?: {wipe?: boolean}) => Promise<void>} stop
 */

const user = 'trainyard';

/**
 * @param {{password?: boolean, stateDir?: string, log?: (line: string) => void}} [options] password: pull and push need it (the default).
 * @returns {Promise<Registry>}
 */
export async function startRegistry({ password = true, stateDir = defaultStateDir(), log = () => undefined } = {}) {
  const dir = join(resolve(stateDir), password ? 'registry' : 'registry-open');
  await installPackages({ log, only: ['registry'] });
  return await withLock(`${dir}.lock`, async () => {
    const running = runningRecord(dir);
    const facts = running
      ? registryFacts(running.facts)
      : { host: `127.0.0.1:${await freePort()}`, password: password ? randomBytes(12).toString('hex') : '' };
    if (!running) await launch(dir, facts);
    return {
      ...facts,
      user: password ? user : '',
      startedHere: !running,
      stop: async (options) => await stopDaemon(dir, options),
    };
  });
}

/**
 * @param {Record<string, unknown>} facts
 * @returns {{host: string, password: string}}
 */
function registryFacts({ host, password }) {
  if (typeof host !== 'string' || typeof password !== 'string')
    throw new Error('the record of the registry is damaged');
  return { host, password };
}

/**
 * @param {string} dir
 * @param {{host: string, password: string}} facts
 */
async function launch(dir, facts) {
  mkdirSync(join(dir, 'data'), { recursive: true });
  const passwords = join(dir, 'htpasswd');
  const locked = facts.password !== '';
  if (locked) writeFileSync(passwords, `${user}:${await bcrypt(facts.password)}\n`, { mode: 0o600 });
  const settings = {
    version: '0.1',
    log: { level: 'info', accesslog: { disabled: false } },
    storage: { filesystem: { rootdirectory: join(dir, 'data') }, delete: { enabled: true } },
    http: { addr: facts.host },
    ...(locked ? { auth: { htpasswd: { realm: 'trainyard-testbed', path: passwords } } } : {}),
  };
  // JSON is YAML.
  writeFileSync(join(dir, 'config.yml'), JSON.stringify(settings, null, 2));
  await startDaemon({
    dir,
    command: 'docker-registry',
    args: ['serve', join(dir, 'config.yml')],
    env: process.env,
    facts,
    ready: () => answers(facts),
  });
}

/**
 * The registry takes bcrypt alone. The system's crypt() knows it, and every Debian has a Perl that calls it.
 * @param {string} password
 * @returns {Promise<string>}
 */
async function bcrypt(password) {
  const salt = `$2b$05$${randomBytes(16).toString('hex').slice(0, 21)}.`;
  const hash = await runCommand('perl', ['-e', 'chomp(my $p = <STDIN>); print crypt($p, $ARGV[0])', '--', salt], {
    input: password,
  });
  if (!hash.startsWith(salt)) throw new Error('crypt() of this system does not know bcrypt');
  return hash;
}

/**
 * The password made for this registry is the fact that no other server on the port knows.
 * @param {{host: string, password: string}} facts
 * @returns {Promise<boolean>}
 */
async function answers({ host, password }) {
  try {
    const login = Buffer.from(`${user}:${password}`).toString('base64');
    const response = await fetch(`http://${host}/v2/`, {
      headers: password === '' ? {} : { authorization: `Basic ${login}` },
      signal: AbortSignal.timeout(2000),
    });
    return response.status === 200 && response.headers.get('docker-distribution-api-version') === 'registry/2.0';
  } catch {
    // Not listening yet; the wait has its own end.
    return false;
  }
}
