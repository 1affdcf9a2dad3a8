import { isAbsolute, sep } from 'node:path';
import { ActionOnInvalid, newClusters, newUsers } from '@kubernetes/client-node/dist/config_types.js';
import { definedOf } from '../../domain/base/defined.ts';
import { t } from '../../domain/base/text.ts';
import type { CredentialPlugin, Impersonation, KubeCluster, KubeUser } from './kubeconfig.ts';
import { asList, asRecord, type JsonRecord, recordOf, recordsOf, stringOf, stringsOf } from '../http/json.ts';

/** Reads fields of an entry and collects what is wrong with them. A value that the client library has read already can be given. */
export interface EntryReader {
  /** As it was parsed. */
  readonly raw: object;
  readonly record: JsonRecord | undefined;
  readonly wrong: string[];
  text(key: string, value?: unknown): string | undefined;
  /** A path, made absolute. */
  path(key: string, value?: unknown): string | undefined;
  /** PEM in base64. */
  pem(key: string, value?: unknown): Buffer | undefined;
  flag(key: string): boolean;
  /** Made absolute from the folder of the kubeconfig. */
  absolute(path: string): string;
}

/** Name of the extension whose value plugins get. Source: client-go, "ExecInfo". */
const PLUGIN_EXTENSION = 'client.authentication.k8s.io/exec';
const FILTER = { onInvalidEntry: ActionOnInvalid.FILTER };

/**
 * The client library says what the fields mean that it knows, by the functions with which its KubeConfig reads entries. KubeConfig itself
 * has no lines, gives a whole file up for one bad entry, and brings 200 KiB of HTTP clients along.
 */
export function clusterOf(name: string, reader: EntryReader): KubeCluster {
  const [known] = newClusters([{ name, cluster: reader.raw }], FILTER);
  const server = reader.text('server', known?.server) ?? '';
  if (server === '') reader.wrong.push(t('The cluster {0} has no server', name));
  const extension = recordsOf(reader.record, 'extensions').find((one) => stringOf(one, 'name') === PLUGIN_EXTENSION);
  return {
    name,
    server,
    isInsecure: known?.skipTLSVerify === true,
    isCompressionDisabled: reader.flag('disable-compression'),
    ...definedOf({
      caData: reader.pem('certificate-authority-data', known?.caData),
      caFile: reader.path('certificate-authority', known?.caFile),
      tlsServerName: reader.text('tls-server-name', known?.tlsServerName) || undefined,
      proxyUrl: reader.text('proxy-url', known?.proxyUrl) || undefined,
    }),
    ...(extension?.has('extension') ? { pluginConfig: extension.get('extension') } : {}),
  };
}

/** The library does not know tokenFile and most of impersonation. */
export function userOf(name: string, reader: EntryReader): KubeUser {
  // It would read a file of this name at once, whatever that is.
  const [known] = newUsers([{ name, user: { ...reader.raw, 'token-file': undefined } }], FILTER);
  return {
    name,
    ...definedOf({
      token: reader.text('token', known?.token) || undefined,
      tokenFile: reader.path('tokenFile'),
      certData: reader.pem('client-certificate-data', known?.certData),
      certFile: reader.path('client-certificate', known?.certFile),
      keyData: reader.pem('client-key-data', known?.keyData),
      keyFile: reader.path('client-key', known?.keyFile),
      username: reader.text('username', known?.username) || undefined,
      password: reader.text('password', known?.password),
      plugin: pluginOf(reader),
      authProvider: authProviderOf(reader.record),
      impersonation: impersonationOf(reader),
    }),
  };
}

function pluginOf(reader: EntryReader): CredentialPlugin | undefined {
  const exec = recordOf(reader.record, 'exec');
  if (exec === undefined) return undefined;
  const command = stringOf(exec, 'command') ?? '';
  if (command === '') reader.wrong.push(t('exec has no command'));
  const args = asList(exec.get('args'));
  if (args.some((value) => typeof value !== 'string'))
    reader.wrong.push(t('{0} must be text; put it in quotes', 'args'));
  return {
    command: commandOf(command, reader),
    args: stringsOf(exec, 'args'),
    env: recordsOf(exec, 'env').flatMap((one) => {
      const name = stringOf(one, 'name');
      return name ? [{ name, value: stringOf(one, 'value') ?? '' }] : [];
    }),
    apiVersion: stringOf(exec, 'apiVersion') ?? '',
    wantsCluster: exec.get('provideClusterInfo') === true,
    ...definedOf({ installHint: stringOf(exec, 'installHint'), interactiveMode: stringOf(exec, 'interactiveMode') }),
  };
}

/** A bare name is looked up in PATH; with a folder in it, it counts from the folder of the kubeconfig, as kubectl has it. */
function commandOf(command: string, reader: EntryReader): string {
  const hasFolder = command.includes('/') || command.includes(sep);
  return hasFolder && !isAbsolute(command) ? reader.absolute(command) : command;
}

function authProviderOf(record: JsonRecord | undefined): KubeUser['authProvider'] {
  const provider = recordOf(record, 'auth-provider');
  const name = stringOf(provider, 'name');
  if (name === undefined) return undefined;
  const config = recordOf(provider, 'config') ?? new Map<string, unknown>();
  return {
    name,
    config: new Map([...config].flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : []))),
  };
}

function impersonationOf(reader: EntryReader): Impersonation | undefined {
  const user = reader.text('as') || undefined;
  const groups = stringsOf(reader.record, 'as-groups');
  const uid = reader.text('as-uid') || undefined;
  const extra = [...(asRecord(reader.record?.get('as-user-extra')) ?? new Map<string, unknown>())].map(
    ([key, values]) => [key, asList(values).filter((value) => typeof value === 'string')] as const,
  );
  if (user === undefined) {
    // As the API server has it: groups without a user are refused, and must not be ignored.
    if (groups.length > 0 || uid !== undefined || extra.length > 0)
      reader.wrong.push(t('as-groups, as-uid and as-user-extra need as'));
    return undefined;
  }
  return { user, groups, extra: new Map(extra), ...(uid === undefined ? {} : { uid }) };
}
