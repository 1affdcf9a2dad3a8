import { definedOf } from '../../domain/base/defined.ts';
import type {
  Container,
  ContainerLimits,
  ContainerState,
  Image,
  Network,
  PortBinding,
  Volume,
} from '../../domain/engines/engine.ts';
import { RUN_LABELS } from '../../domain/runs/labels.ts';
import {
  asList,
  type JsonRecord,
  numberOf,
  recordOf,
  recordsIn,
  recordsOf,
  stringOf,
  stringsOf,
} from '../http/json.ts';

/** What only the inspection of a container tells. */
export type ContainerDetails = Pick<
  Container,
  'startedAt' | 'finishedAt' | 'exitCode' | 'isOomKilled' | 'error' | 'healthcheck' | 'restartCount' | 'limits'
>;

/** Podman's names for states that Docker does not have are mapped to the nearest. */
const STATES: ReadonlyMap<string, ContainerState> = new Map([
  ['created', 'created'],
  ['configured', 'created'],
  ['initialized', 'created'],
  ['running', 'running'],
  ['stopping', 'running'],
  ['paused', 'paused'],
  ['restarting', 'restarting'],
  ['removing', 'removing'],
  ['exited', 'exited'],
  ['stopped', 'exited'],
  ['dead', 'dead'],
]);

/** One entry of `GET /containers/json`; undefined when it has no id. */
export function containerOf(record: JsonRecord): Container | undefined {
  const id = stringOf(record, 'Id');
  if (id === undefined) return undefined;
  const status = stringOf(record, 'Status') ?? '';
  const networks = recordOf(recordOf(record, 'NetworkSettings'), 'Networks');
  return {
    id,
    name: (stringsOf(record, 'Names')[0] ?? id.slice(0, 12)).replace(/^\//, ''),
    imageName: stringOf(record, 'Image') ?? '',
    imageId: stringOf(record, 'ImageID') ?? '',
    command: commandOf(record),
    createdAt: timeOf(record.get('Created')) ?? new Date(0),
    state: STATES.get((stringOf(record, 'State') ?? '').toLowerCase()) ?? 'dead',
    ...definedOf({ exitCode: exitCodeIn(status), healthcheck: healthcheckIn(record, status) }),
    labels: labelsOf(record.get('Labels')),
    ports: recordsOf(record, 'Ports').flatMap((port) => portOf(port) ?? []),
    networks: Array.from(networks?.keys() ?? []),
    volumes: recordsOf(record, 'Mounts').flatMap((mount) =>
      stringOf(mount, 'Type') === 'volume' ? (stringOf(mount, 'Name') ?? []) : [],
    ),
  };
}

/** What `GET /containers/{id}/json` adds. */
export function detailsOf(inspection: JsonRecord): ContainerDetails {
  const state = recordOf(inspection, 'State');
  const status = STATES.get(stringOf(state, 'Status') ?? '');
  const wasStarted = timeOf(stringOf(state, 'StartedAt')) !== undefined;
  const hasEnded = status === 'exited' || status === 'dead' || status === 'restarting' || status === 'created';
  const health = recordOf(state, 'Health') ?? recordOf(state, 'Healthcheck');
  return definedOf({
    startedAt: timeOf(stringOf(state, 'StartedAt')),
    finishedAt: wasStarted && hasEnded ? timeOf(stringOf(state, 'FinishedAt')) : undefined,
    exitCode: hasEnded ? numberOf(state, 'ExitCode') : undefined,
    isOomKilled: state?.get('OOMKilled') === true,
    error: stringOf(state, 'Error') || undefined,
    healthcheck: healthWord(stringOf(health, 'Status')),
    restartCount: numberOf(inspection, 'RestartCount'),
    limits: limitsOf(recordOf(inspection, 'HostConfig')),
  });
}

/** One entry of `GET /images/json`. */
export function imageOf(record: JsonRecord): Image | undefined {
  const id = stringOf(record, 'Id');
  if (id === undefined) return undefined;
  const named = (key: string): string[] => stringsOf(record, key).filter((name) => !name.includes('<none>'));
  return {
    id,
    tags: named('RepoTags'),
    digests: named('RepoDigests'),
    createdAt: timeOf(record.get('Created')) ?? new Date(0),
    sizeBytes: Math.max(0, numberOf(record, 'Size') ?? 0),
    labels: labelsOf(record.get('Labels')),
  };
}

/** The answer of `GET /volumes`. */
export function volumesOf(answer: JsonRecord | undefined): readonly Volume[] {
  return recordsOf(answer, 'Volumes').flatMap((record) => {
    const name = stringOf(record, 'Name');
    if (name === undefined) return [];
    const createdAt = timeOf(stringOf(record, 'CreatedAt'));
    const labels = labelsOf(record.get('Labels'));
    return [{ name, driver: stringOf(record, 'Driver') ?? '', labels, ...definedOf({ createdAt }) }];
  });
}

/** The answer of `GET /networks`. */
export function networksOf(answer: unknown): readonly Network[] {
  return recordsIn(answer).flatMap((record) => {
    const id = stringOf(record, 'Id');
    const name = stringOf(record, 'Name');
    return id === undefined || name === undefined ? [] : [{ id, name, driver: stringOf(record, 'Driver') ?? '' }];
  });
}

function limitsOf(host: JsonRecord | undefined): ContainerLimits | undefined {
  const quota = numberOf(host, 'CpuQuota') ?? 0;
  const period = numberOf(host, 'CpuPeriod') || 100_000;
  const cpus = (numberOf(host, 'NanoCpus') ?? 0) / 1e9 || (quota > 0 ? quota / period : 0);
  const limits = definedOf({
    cpus: cpus > 0 ? cpus : undefined,
    memoryBytes: numberOf(host, 'Memory') || undefined,
    ...gpusOf(host),
  });
  return Object.keys(limits).length === 0 ? undefined : limits;
}

function gpusOf(host: JsonRecord | undefined): Pick<ContainerLimits, 'gpus' | 'gpuIds'> {
  const requests = recordsOf(host, 'DeviceRequests').filter(isGpuRequest);
  if (requests.length === 0) return {};
  const gpuIds = requests.flatMap((request) => stringsOf(request, 'DeviceIDs'));
  const counts = requests.map((request) => numberOf(request, 'Count') ?? 0);
  if (counts.includes(-1) || gpuIds.some((id) => id === 'all' || id.endsWith('=all'))) return { gpus: -1 };
  if (gpuIds.length > 0) return { gpus: gpuIds.length, gpuIds };
  return { gpus: counts.reduce((sum, count) => sum + count, 0) };
}

/** CDI names are `vendor/class=device`. */
function isGpuRequest(request: JsonRecord): boolean {
  if (stringOf(request, 'Driver') === 'cdi') return stringsOf(request, 'DeviceIDs').some((id) => id.includes('/gpu='));
  return asList(request.get('Capabilities')).some((set) => asList(set).includes('gpu'));
}

function portOf(port: JsonRecord): PortBinding | undefined {
  const containerPort = numberOf(port, 'PrivatePort');
  const protocol = stringOf(port, 'Type');
  if (containerPort === undefined) return undefined;
  return {
    containerPort,
    protocol: protocol === 'udp' || protocol === 'sctp' ? protocol : 'tcp',
    ...definedOf({ hostIp: stringOf(port, 'IP') || undefined, hostPort: numberOf(port, 'PublicPort') || undefined }),
  };
}

/** Podman gives a list, Docker a line. */
function commandOf(record: JsonRecord): string {
  return stringOf(record, 'Command') ?? stringsOf(record, 'Command').join(' ');
}

function labelsOf(value: unknown): ReadonlyMap<string, string> {
  if (typeof value !== 'object' || value === null) return new Map();
  // Changes are read when somebody asks for them; no row needs them.
  const kept = Object.entries(value).filter(([key]) => key !== RUN_LABELS.changes);
  return new Map(kept.map(([key, text]) => [key, String(text)]));
}

/** `Exited (137) 3 minutes ago`, `Restarting (1) 5 seconds ago`. */
function exitCodeIn(status: string): number | undefined {
  const code = /^(?:Exited|Restarting|Dead) \((-?\d+)\)/.exec(status)?.[1];
  return code === undefined ? undefined : Number(code);
}

/** API 1.52 has a field for it; before, it is only in the status text. */
function healthcheckIn(record: JsonRecord, status: string): Container['healthcheck'] {
  const said = healthWord(stringOf(recordOf(record, 'Health'), 'Status'));
  return said ?? healthWord(/\((?:health: )?(starting|healthy|unhealthy)\)/.exec(status)?.[1]);
}

function healthWord(word: string | undefined): Container['healthcheck'] {
  return word === 'starting' || word === 'healthy' || word === 'unhealthy' ? word : undefined;
}

/** Seconds since the epoch, or RFC 3339. Go's zero time (year 1) means that it has not happened. */
function timeOf(value: unknown): Date | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const time = new Date(typeof value === 'number' ? value * 1000 : value);
  return Number.isNaN(time.getTime()) || time.getUTCFullYear() < 1970 ? undefined : time;
}
