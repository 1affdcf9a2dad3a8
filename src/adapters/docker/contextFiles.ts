import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { t } from '../../domain/base/text.ts';
import { definedOf } from '../../domain/base/defined.ts';
import type { EngineEndpoint, EngineTls } from '../../domain/engines/engine.ts';
import { endpointOf } from './endpointAddress.ts';
import { asRecord, recordOf, stringOf } from '../http/json.ts';

/** A context of the docker command line. */
export interface DockerContext {
  readonly name: string;
  readonly endpoint: EngineEndpoint;
}

/** The name of the context that `docker context use` chose; undefined when none, or when the file cannot be read. */
export async function currentContext(configFolder: string): Promise<string | undefined> {
  const config = await readJson(join(configFolder, 'config.json'));
  return (config.ok && stringOf(asRecord(config.value), 'currentContext')) || undefined;
}

/** All contexts in `contexts/meta`, by name. One that cannot be read is there all the same, with the reason. */
export async function readContexts(configFolder: string): Promise<readonly DockerContext[]> {
  const folder = join(configFolder, 'contexts', 'meta');
  const ids = await names(folder);
  const contexts = await Promise.all(ids.map((id) => readContext(configFolder, id)));
  return contexts.sort((a, b) => a.name.localeCompare(b.name));
}

async function readContext(configFolder: string, id: string): Promise<DockerContext> {
  const path = join(configFolder, 'contexts', 'meta', id, 'meta.json');
  const file = await readJson(path);
  if (!file.ok) return broken(id.slice(0, 12), path, file.reason);
  const meta = asRecord(file.value);
  const name = stringOf(meta, 'Name');
  if (name === undefined || name === '') return broken(id.slice(0, 12), path, t('It has no name'));
  const docker = recordOf(recordOf(meta, 'Endpoints'), 'docker');
  const host = stringOf(docker, 'Host');
  if (host === undefined) return broken(name, path, t('It has no docker endpoint'));
  const skipVerify = docker?.get('SkipTLSVerify') === true;
  const tls = await tlsFiles(configFolder, name, skipVerify);
  return { name, endpoint: endpointOf(host, tls) };
}

/** The certificates of a context are under the digest of its name. */
async function tlsFiles(configFolder: string, name: string, skipVerify: boolean): Promise<EngineTls | undefined> {
  const id = createHash('sha256').update(name).digest('hex');
  const folder = join(configFolder, 'contexts', 'tls', id, 'docker');
  return tlsOf(folder, await names(folder), skipVerify);
}

/** TLS from a folder with ca.pem, cert.pem and key.pem; undefined when none of them is there and verification is on. */
export function tlsOf(folder: string, files: readonly string[], skipVerify: boolean): EngineTls | undefined {
  const path = (name: string): string | undefined => (files.includes(name) ? join(folder, name) : undefined);
  const paths = definedOf({ caPath: path('ca.pem'), certPath: path('cert.pem'), keyPath: path('key.pem') });
  return Object.keys(paths).length === 0 && !skipVerify ? undefined : { ...paths, skipVerify };
}

/** The names in a folder; none when it is not there. */
export async function names(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    // A folder that is missing, or that the user may not read, holds nothing for us.
    return [];
  }
}

type Json = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: string };

async function readJson(path: string): Promise<Json> {
  try {
    return { ok: true, value: JSON.parse(await readFile(path, 'utf8')) };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

function broken(name: string, path: string, reason: string): DockerContext {
  return {
    name,
    endpoint: { kind: 'invalid', address: path, reason: t('The context file cannot be used: {0}', reason) },
  };
}
