import { definedOf } from '../base/defined.ts';
import { isSecretName } from '../cluster/maskedObject.ts';
import { fieldOf, isObject, listOf, textOf } from '../deploy/plainData.ts';
import { formatBytes, formatCpus, formatDuration } from '../deploy/resources.ts';
import { RUN_LABELS } from './labels.ts';
import { hiddenValue, OWN_VARIABLES, type RanSpec } from './ranSpec.ts';
import { parametersOf } from './runsOf.ts';

/** What the engine gives every container that asks for nothing. */
const DEFAULT_SHM = 64 * 1024 ** 2;
const NANO = 1e9;

/**
 * Reads what a container was started with from the engine's own description of it. `image` is that of its image, and tells which variables and
 * words the run did not bring; absent: all are shown.
 */
export function dockerRanSpec(container: unknown, image: unknown): RanSpec {
  const config = fieldOf(container, 'Config');
  const host = fieldOf(container, 'HostConfig');
  const labels = fieldOf(config, 'Labels');
  const ports = fieldOf(config, 'ExposedPorts');
  const digest = fieldOf(labels, RUN_LABELS.imageDigest);
  const secrets = parametersOf(textOf(fieldOf(labels, RUN_LABELS.secrets)));
  return {
    ...programOf(config, fieldOf(image, 'Config')),
    ...environmentOf(textsOf(fieldOf(config, 'Env')), { secrets, ofImage: textsOf(fieldOf(image, 'Config', 'Env')) }),
    ...limitsOf(host),
    mounts: mountsOf(host),
    ports: isObject(ports) ? Object.keys(ports) : [],
    ...definedOf({
      workingDir: own(config, fieldOf(image, 'Config'), 'WorkingDir'),
      user: own(config, fieldOf(image, 'Config'), 'User'),
      imageDigest: textOf(digest),
    }),
  };
}

function own(config: unknown, image: unknown, name: string): string | undefined {
  const value = textOf(fieldOf(config, name));
  return value === '' || value === fieldOf(image, name) ? undefined : value;
}

/** A time limit is a program of ours around the user's: shown as what it is for. */
function programOf(config: unknown, image: unknown): Pick<RanSpec, 'command' | 'args' | 'timeout'> {
  const entrypoint = textsOf(fieldOf(config, 'Entrypoint'));
  const words = textsOf(fieldOf(config, 'Cmd'));
  const seconds = Number(entrypoint[5]);
  if (entrypoint.length === 6 && entrypoint[3] === 'sh' && entrypoint[2]?.startsWith('grace=$1') === true) {
    return { command: words, timeout: formatDuration(seconds * 1000) };
  }
  const isOfImage = (name: string, value: readonly string[]) =>
    value.length === 0 || JSON.stringify(value) === JSON.stringify(textsOf(fieldOf(image, name)));
  return definedOf({
    command: isOfImage('Entrypoint', entrypoint) ? undefined : entrypoint,
    args: isOfImage('Cmd', words) ? undefined : words,
  });
}

function environmentOf(
  lines: readonly string[],
  { secrets, ofImage }: { readonly secrets: ReadonlyMap<string, string>; readonly ofImage: readonly string[] },
): Pick<RanSpec, 'environment' | 'secrets'> {
  const environment = new Map<string, string>();
  const hidden = new Map(secrets);
  for (const line of lines) {
    const split = line.indexOf('=');
    const name = split < 0 ? line : line.slice(0, split);
    if (ofImage.includes(line) || OWN_VARIABLES.has(name) || secrets.has(name)) continue;
    if (isSecretName(name)) hidden.set(name, hiddenValue());
    else environment.set(name, split < 0 ? '' : line.slice(split + 1));
  }
  return { environment, secrets: hidden };
}

function limitsOf(host: unknown): Pick<RanSpec, 'cpu' | 'memory' | 'shm' | 'gpus'> {
  const nano = numberOf(fieldOf(host, 'NanoCpus'));
  const memory = numberOf(fieldOf(host, 'Memory'));
  const shm = numberOf(fieldOf(host, 'ShmSize'));
  return definedOf({
    cpu: nano > 0 ? formatCpus(nano / NANO) : undefined,
    memory: memory > 0 ? formatBytes(memory) : undefined,
    shm: shm > 0 && shm !== DEFAULT_SHM ? formatBytes(shm) : undefined,
    gpus: gpusOf(host),
  });
}

function gpusOf(host: unknown): string | undefined {
  const [request] = listOf(fieldOf(host, 'DeviceRequests'));
  if (request === undefined) {
    const devices = listOf(fieldOf(host, 'Devices')).flatMap(
      (device) => textOf(fieldOf(device, 'PathInContainer')) ?? [],
    );
    return devices.length > 0 ? devices.join(', ') : undefined;
  }
  const ids = textsOf(fieldOf(request, 'DeviceIDs'));
  if (ids.length > 0) return ids.join(', ');
  const count = numberOf(fieldOf(request, 'Count'));
  return count < 0 ? 'all' : String(count);
}

function mountsOf(host: unknown): RanSpec['mounts'] {
  return new Map(
    listOf(fieldOf(host, 'Mounts')).flatMap((mount) => {
      const target = textOf(fieldOf(mount, 'Target'));
      if (target === undefined) return [];
      const kind =
        { bind: 'folder', volume: 'volume', tmpfs: 'memory' }[textOf(fieldOf(mount, 'Type')) ?? ''] ?? 'mount';
      const source = textOf(fieldOf(mount, 'Source')) ?? '';
      return [
        [target, `${kind} ${source}${fieldOf(mount, 'ReadOnly') === true ? ' (read-only)' : ''}`.trim()] as const,
      ];
    }),
  );
}

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
const textsOf = (value: unknown): readonly string[] => listOf(value).flatMap((one) => textOf(one) ?? []);
