import type { EngineGpus, EngineInfo } from '../../domain/engines/engine.ts';
import { type JsonRecord, numberOf, recordOf, recordsOf, stringOf, stringsOf } from '../http/json.ts';

/** `uname -m` to the names in image platforms. */
const ARCHITECTURES: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'amd64'],
  ['aarch64', 'arm64'],
  ['armv7l', 'arm'],
  ['i686', '386'],
]);

/** What `GET /version` and `GET /info` say together. */
export interface EngineAnswers {
  readonly version: JsonRecord;
  readonly info: JsonRecord;
  readonly apiVersion: string;
  /** /dev/kfd is on the machine of the engine; known for engines on this machine only. */
  readonly hasKfd: boolean;
}

export function engineInfoOf({ version, info, apiVersion, hasKfd }: EngineAnswers): EngineInfo {
  const product = isPodman(version) ? 'podman' : 'docker';
  const architecture = stringOf(info, 'Architecture') ?? stringOf(version, 'Arch') ?? '';
  return {
    name: stringOf(info, 'Name') ?? '',
    product,
    version: stringOf(version, 'Version') ?? stringOf(info, 'ServerVersion') ?? '',
    apiVersion,
    os: stringOf(info, 'OSType') ?? stringOf(version, 'Os') ?? '',
    architecture: ARCHITECTURES.get(architecture) ?? architecture,
    cpus: numberOf(info, 'NCPU') ?? 0,
    memoryBytes: numberOf(info, 'MemTotal') ?? 0,
    isRootless: info.get('Rootless') === true || stringsOf(info, 'SecurityOptions').includes('name=rootless'),
    gpus: gpusOf(info, product, hasKfd),
    warnings: stringsOf(info, 'Warnings').map((warning) => warning.replace(/^WARNING: /, '')),
  };
}

/**
 * An engine names its runtimes, and since API 1.50 its CDI devices, but not its hook for NVIDIA devices: without the runtime it is unknown
 * whether a request would work. Podman takes such requests and ignores them.
 */
function gpusOf(info: JsonRecord, product: EngineInfo['product'], hasKfd: boolean): EngineGpus {
  const runtimes = Array.from(recordOf(info, 'Runtimes')?.keys() ?? []);
  const cdiDevices = recordsOf(info, 'DiscoveredDevices').flatMap((device) =>
    stringOf(device, 'Source') === 'cdi' ? (stringOf(device, 'ID') ?? []) : [],
  );
  const isNvidia = runtimes.some((name) => name.includes('nvidia'));
  return {
    nvidiaRuntime: product === 'podman' ? 'no' : isNvidia ? 'yes' : 'unknown',
    cdiDevices,
    amd: hasKfd || runtimes.includes('amd') || cdiDevices.some((name) => name.startsWith('amd.com/')),
  };
}

function isPodman(version: JsonRecord): boolean {
  return recordsOf(version, 'Components').some((component) => /podman/i.test(stringOf(component, 'Name') ?? ''));
}
