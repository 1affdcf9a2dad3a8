import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { EngineEndpoint, EngineTls } from '../../domain/engines/engine.ts';
import { isRunning } from '../process/isRunning.ts';

const PREFIX = 'trainyard-build-';

/** A folder for the files of one build. Its name holds the process that owns it, so that what a killed window left can be told apart. */
export async function makeBuildFolder(): Promise<string> {
  return await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
}

/** Removes folders of builds whose process does not run any more. Returns how many. */
export async function removeAbandonedFolders(): Promise<number> {
  const names = (await readdir(tmpdir())).filter((name) => {
    const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    return owner !== undefined && !isRunning(Number(owner));
  });
  await Promise.all(names.map((name) => rm(join(tmpdir(), name), { recursive: true, force: true })));
  return names.length;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment in which the docker command line talks to this engine and to no other, whatever the user has set. */
export async function dockerEnvironment(
  endpoint: EngineEndpoint,
  folder: string,
  env: Environment,
): Promise<Environment> {
  return {
    ...env,
    DOCKER_CONTEXT: undefined,
    DOCKER_TLS: undefined,
    DOCKER_TLS_VERIFY: undefined,
    DOCKER_CERT_PATH: undefined,
    BUILDX_BUILDER: undefined,
    DOCKER_HOST: dockerHost(endpoint),
    // Without this every build of the same files would be another image: the attestation holds times.
    BUILDX_NO_DEFAULT_ATTESTATIONS: '1',
    ...(endpoint.kind === 'tcp' && endpoint.tls ? await tlsEnvironment(endpoint.tls, folder) : {}),
  };
}

/** The address in the form of DOCKER_HOST. */
export function dockerHost(endpoint: EngineEndpoint): string {
  switch (endpoint.kind) {
    case 'unix':
      return `unix://${endpoint.path}`;
    case 'npipe':
      return `npipe://${endpoint.path.replaceAll('\\', '/')}`;
    case 'tcp':
      return `tcp://${endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host}:${endpoint.port}`;
    case 'ssh':
      return `ssh://${endpoint.destination}${endpoint.port === undefined ? '' : `:${endpoint.port}`}${endpoint.socketPath ?? ''}`;
    case 'invalid':
    default:
      return endpoint.address;
  }
}

const NAMES = ['ca.pem', 'cert.pem', 'key.pem'] as const;

/** The command line wants one folder with fixed names; files that lie elsewhere are linked into the build's folder. */
async function tlsEnvironment(
  { caPath, certPath, keyPath, skipVerify }: EngineTls,
  folder: string,
): Promise<Environment> {
  const files = [caPath, certPath, keyPath];
  const present = files.flatMap((path, index) => (path === undefined ? [] : [{ path, name: NAMES[index] ?? '' }]));
  const folders = new Set(present.map(({ path }) => dirname(path)));
  const isUsual = folders.size === 1 && present.every(({ path, name }) => basename(path) === name);
  const usual = isUsual ? present.at(0) : undefined;
  if (!usual) await Promise.all(present.map(({ path, name }) => symlink(path, join(folder, name))));
  const verify = skipVerify ? { DOCKER_TLS: '1' } : { DOCKER_TLS_VERIFY: '1' };
  return { ...verify, DOCKER_CERT_PATH: usual ? dirname(usual.path) : folder };
}
