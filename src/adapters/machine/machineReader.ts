import { access, constants, readFile, realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { SecretSpec, WorkloadSpec } from '../../domain/deploy/spec.ts';
import { assertNever } from '../../domain/base/failure.ts';
import type { FolderState } from '../../domain/deploy/preflightCheck.ts';
import type { MachineFacts, MachineReader } from '../../domain/runs/machineFacts.ts';
import { readGpus } from './gpus.ts';
import { trackingAnswer } from './trackingAnswer.ts';

/** Bytes; an environment file or a secret is small, and anything larger is a mistake in the path. */
const MOST_BYTES = 1024 * 1024;

export const machineReader: MachineReader = {
  read,
  gpus: (signal) => readGpus(signal),
  folderStates: (paths) => mapOf(paths, folderState),
  realPaths: (paths) => mapOf(paths, realPathOf),
  trackingAnswer,
  portsInUse: async (ports) => {
    const used = await Promise.all(ports.map(isInUse));
    return new Set(ports.filter((_, index) => used[index]));
  },
};

async function read(workload: WorkloadSpec, specFolder: string): Promise<MachineFacts> {
  const environmentFiles = new Map<string, string>();
  for (const path of workload.environmentFiles) {
    const text = await readText(resolve(specFolder, path));
    if (text !== undefined) environmentFiles.set(path, text);
  }
  const secrets = new Map<string, string>();
  for (const secret of workload.secrets) {
    const value = await secretValue(secret, specFolder);
    if (value !== undefined) secrets.set(secret.variable, value);
  }
  const { getuid, getgid } = process;
  return {
    homeFolder: homedir(),
    secrets,
    environmentFiles,
    ...(getuid && getgid ? { hostUser: { uid: getuid(), gid: getgid() } } : {}),
  };
}

async function secretValue({ from }: SecretSpec, specFolder: string): Promise<string | undefined> {
  switch (from.kind) {
    case 'environment':
      return process.env[from.variable];
    case 'file':
      return (await readText(resolve(specFolder, from.path)))?.replace(/\r?\n$/, '');
    case 'kubernetes':
      return undefined;
    default:
      return assertNever(from);
  }
}

/** Undefined for a file that is not there or may not be read: the mapper names it together with its field. */
async function readText(path: string): Promise<string | undefined> {
  try {
    const bytes = await readFile(path);
    return bytes.length > MOST_BYTES ? undefined : bytes.toString('utf8');
  } catch (error) {
    codeOf(error);
    return undefined;
  }
}

async function mapOf<T>(
  paths: readonly string[],
  read: (path: string) => Promise<T | undefined>,
): Promise<Map<string, T>> {
  const entries = await Promise.all(paths.map(async (path) => [path, await read(path)] as const));
  return new Map(entries.flatMap(([path, value]) => (value === undefined ? [] : [[path, value] as const])));
}

async function folderState(path: string): Promise<FolderState> {
  try {
    if (!(await stat(path)).isDirectory()) return 'file';
    await access(path, constants.W_OK);
    return 'writable';
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'readOnly';
  }
}

async function realPathOf(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    codeOf(error);
    return undefined;
  }
}

/** The code of a system error; anything else is a bug and thrown on. */
function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  throw error;
}

/** Binding tells more surely than connecting: a listener may refuse connections. Nothing is accepted in between. */
function isInUse(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error) => resolve(codeOf(error) === 'EADDRINUSE'));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(false)));
  });
}
