import type { Failure } from '../base/failure.ts';
import { formatAge, formatBytes, formatTime } from '../base/format.ts';
import { t } from '../base/text.ts';
import type { TreeNode } from '../base/tree.ts';
import type { Snapshot } from '../base/watched.ts';
import { type Capacity, capacityOf } from './capacity.ts';
import type { Container, EngineConnection, EngineInfo, EngineSnapshot, Image } from './engine.ts';
import { healthOf } from './health.ts';

const COMPOSE_PROJECT = 'com.docker.compose.project';

/** The row of an engine. `snapshot` is undefined until the row was opened for the first time. */
export function engineNode(connection: EngineConnection, snapshot: Snapshot<EngineSnapshot> | undefined): TreeNode {
  const { endpoint } = connection;
  const base = {
    id: `engine/${connection.id}`,
    label: connection.label,
    icon: 'vm',
    actions: ['engine', 'canRefresh', 'canCopyName'],
    subject: { kind: 'engine', engineId: connection.id },
    tooltip: addressOf(connection),
    expanded: connection.isCurrent,
  } as const;
  if (endpoint.kind === 'invalid') {
    return { ...base, health: 'warning', description: endpoint.reason, expanded: false };
  }
  const description = engineDescription(snapshot);
  return {
    ...base,
    isExpandable: true,
    ...(description === undefined ? {} : { description }),
    ...healthOfEngine(snapshot),
  };
}

export function addressOf({ endpoint }: EngineConnection): string {
  switch (endpoint.kind) {
    case 'unix':
      return `unix://${endpoint.path}`;
    case 'npipe':
      return `npipe://${endpoint.path}`;
    case 'tcp':
      return `tcp://${endpoint.host}:${endpoint.port}`;
    case 'ssh':
      return `ssh://${endpoint.destination}${endpoint.port === undefined ? '' : `:${endpoint.port}`}`;
    case 'invalid':
      return endpoint.address;
  }
}

function healthOfEngine(snapshot: Snapshot<EngineSnapshot> | undefined): Partial<TreeNode> {
  if (snapshot?.state === 'failed') return { health: 'failed' };
  if (snapshot?.state === 'ready' && snapshot.staleSince) return { health: 'stale' };
  return {};
}

function engineDescription(snapshot: Snapshot<EngineSnapshot> | undefined): string | undefined {
  if (!snapshot) return undefined;
  if (snapshot.state === 'loading') return t('connecting…');
  if (snapshot.state === 'failed') return t('not reached');
  const { info } = snapshot.value;
  const { running } = capacityOf(snapshot.value);
  const parts = [
    snapshot.staleSince ? t('stale since {0}', formatTime(snapshot.staleSince)) : undefined,
    `${info.product === 'podman' ? 'Podman' : 'Docker'} ${info.version}`,
    t('{0} running', running),
    gpuText(info),
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

function gpuText({ gpus }: EngineInfo): string | undefined {
  if (gpus.cdiDevices.length > 0) return t('GPUs by CDI');
  if (gpus.nvidiaRuntime === 'yes') return t('NVIDIA GPUs');
  return gpus.amd ? t('AMD GPUs') : undefined;
}

/** What stands below an engine: its capacity, containers that are not runs of ours, Compose projects, images, volumes, networks. */
export function engineChildren(
  engineId: string,
  snapshot: Snapshot<EngineSnapshot>,
  { isRun, now }: { readonly isRun: (container: Container) => boolean; readonly now: Date },
): readonly TreeNode[] {
  const id = `engine/${engineId}`;
  if (snapshot.state === 'loading') return [{ id: `${id}/loading`, label: t('Connecting…'), health: 'loading' }];
  if (snapshot.state === 'failed') return failureNodes(engineId, snapshot.failure);
  const { value } = snapshot;
  const others = value.containers.filter((container) => !isRun(container));
  const composed = Map.groupBy(
    others.filter(({ labels }) => labels.has(COMPOSE_PROJECT)),
    ({ labels }) => labels.get(COMPOSE_PROJECT) ?? '',
  );
  const plain = others.filter(({ labels }) => !labels.has(COMPOSE_PROJECT));
  const usedImages = Map.groupBy(value.containers, ({ imageId }) => imageId);
  return [
    capacityNode(id, value),
    group(
      id,
      'runs',
      t('Runs'),
      'rocket',
      value.containers.filter(isRun).map((each) => containerNode(engineId, each, now)),
    ),
    group(
      id,
      'containers',
      t('Containers'),
      'vm-outline',
      plain.map((each) => containerNode(engineId, each, now)),
    ),
    ...(composed.size === 0
      ? []
      : [
          group(
            id,
            'compose',
            t('Compose projects'),
            'layers',
            [...composed].map(([name, members]) => composeNode(engineId, { name, members }, now)),
          ),
        ]),
    group(
      id,
      'images',
      t('Images'),
      'package',
      value.images.map((image) => imageNode(engineId, image, { usedBy: usedImages.get(image.id) ?? [], now })),
    ),
    group(
      id,
      'volumes',
      t('Volumes'),
      'database',
      value.volumes.map((volume) => ({
        id: `${id}/volume/${volume.name}`,
        label: volume.name,
        description: [volume.driver, usersOf(value.containers.filter((each) => each.volumes.includes(volume.name)))]
          .filter(Boolean)
          .join(' · '),
        icon: 'database',
        actions: ['volume', 'canInspect', 'canCopyName', 'canRemoveVolume'],
        subject: { kind: 'volume', engineId, name: volume.name },
      })),
    ),
    group(
      id,
      'networks',
      t('Networks'),
      'type-hierarchy',
      value.networks.map((network) => ({
        id: `${id}/network/${network.id}`,
        label: network.name,
        description: network.driver,
        icon: 'type-hierarchy',
        actions: [
          'network',
          'canInspect',
          'canCopyName',
          ...(BUILT_IN_NETWORKS.has(network.name) ? [] : ['canRemoveNetwork']),
        ],
        subject: { kind: 'network', engineId, networkId: network.id, name: network.name },
      })),
    ),
  ];
}

const BUILT_IN_NETWORKS = new Set(['bridge', 'host', 'none', 'podman']);

function group(id: string, key: string, label: string, icon: string, children: readonly TreeNode[]): TreeNode {
  return { id: `${id}/${key}`, label, description: String(children.length), icon, children };
}

function failureNodes(engineId: string, failure: Failure): readonly TreeNode[] {
  const id = `engine/${engineId}`;
  const open = { command: 'trainyard.clusters.refresh', args: [{ kind: 'engine', engineId }] };
  return [
    {
      id: `${id}/failure`,
      label: failure.message,
      health: failure.code === 'forbidden' ? 'forbidden' : 'failed',
      tooltip: [failure.message, failure.nextStep, failure.detail].filter(Boolean).join('\n'),
    },
    ...(failure.nextStep === undefined ? [] : [{ id: `${id}/next`, label: failure.nextStep, icon: 'wrench' }]),
    { id: `${id}/retry`, label: t('Try again'), icon: 'refresh', open },
  ];
}

function capacityNode(id: string, snapshot: EngineSnapshot): TreeNode {
  const { info } = snapshot;
  const capacity = capacityOf(snapshot);
  const memoryFree = Math.max(0, capacity.memoryBytes - capacity.memoryTakenBytes);
  const cpusFree = Math.max(0, capacity.cpus - capacity.cpusTaken);
  return {
    id: `${id}/capacity`,
    label: t('Capacity'),
    description: t(
      '{0} of {1} CPUs and {2} of {3} not reserved',
      round(cpusFree),
      capacity.cpus,
      formatBytes(memoryFree),
      formatBytes(capacity.memoryBytes),
    ),
    icon: 'dashboard',
    children: [
      {
        id: `${id}/capacity/cpu`,
        label: t('CPU'),
        icon: 'circuit-board',
        description: t('{0} of {1} reserved by limits', round(capacity.cpusTaken), capacity.cpus),
      },
      {
        id: `${id}/capacity/memory`,
        label: t('Memory'),
        icon: 'server',
        description: t(
          '{0} of {1} reserved by limits',
          formatBytes(capacity.memoryTakenBytes),
          formatBytes(capacity.memoryBytes),
        ),
      },
      { id: `${id}/capacity/gpu`, label: t('GPU'), icon: 'chip', description: gpuCapacityText(info, capacity) },
      ...(capacity.withoutLimits === 0
        ? []
        : [
            {
              id: `${id}/capacity/unlimited`,
              label: t('Without limits'),
              icon: 'warning',
              description: t('{0} running containers may take everything', capacity.withoutLimits),
            },
          ]),
      {
        id: `${id}/capacity/platform`,
        label: t('Platform'),
        icon: 'info',
        description: `${info.os}/${info.architecture} · API ${info.apiVersion}${info.isRootless ? ` · ${t('rootless')}` : ''}`,
      },
    ],
  };
}

function gpuCapacityText(info: EngineInfo, { gpusTaken }: Capacity): string {
  const taken = gpusTaken === 'all' ? t('all in use') : t('{0} in use', gpusTaken);
  if (info.gpus.cdiDevices.length > 0) return `${info.gpus.cdiDevices.join(', ')} · ${taken}`;
  if (info.gpus.nvidiaRuntime === 'yes') return t('NVIDIA runtime present; {0}', taken);
  if (info.gpus.amd) return t('AMD devices present; {0}', taken);
  return info.gpus.nvidiaRuntime === 'unknown' ? t('the engine does not tell') : t('none that the engine offers');
}

const round = (value: number): number => Math.round(value * 100) / 100;

export function containerNode(engineId: string, container: Container, now: Date): TreeNode {
  const { health, text } = healthOf(container);
  const isOn = container.state === 'running' || container.state === 'paused' || container.state === 'restarting';
  const subject = { kind: 'container', engineId, containerId: container.id, name: container.name } as const;
  const description = [text, container.imageName, formatAge(container.createdAt, now)].join(' · ');
  return {
    id: `engine/${engineId}/container/${container.id}`,
    label: container.name,
    description,
    health,
    tooltip: [`${container.name}: ${text}`, container.imageName, container.command, ...portTexts(container)].join('\n'),
    spoken: t('Container {0}, {1}', container.name, description),
    actions: [
      'container',
      'canShowLogs',
      'canInspect',
      'canCopyName',
      'canCopyFiles',
      'canRestart',
      ...(isOn ? ['canStop', 'canKill', 'canOpenShell', 'canShowUsage'] : ['canRemove']),
      ...(isOn && container.ports.some(({ hostPort }) => hostPort !== undefined) ? ['canOpenPort'] : []),
    ],
    subject,
    open: { command: 'trainyard.containers.logs', args: [subject] },
  };
}

function portTexts({ ports }: Container): string[] {
  return ports.flatMap(({ containerPort, hostIp, hostPort }) =>
    hostPort === undefined ? [] : [`${hostIp ?? ''}:${hostPort} → ${containerPort}`],
  );
}

function composeNode(
  engineId: string,
  { name, members }: { readonly name: string; readonly members: readonly Container[] },
  now: Date,
): TreeNode {
  const running = members.filter(({ state }) => state === 'running').length;
  return {
    id: `engine/${engineId}/compose/${name}`,
    label: name,
    description: t('{0} of {1} running', running, members.length),
    icon: 'layers',
    children: members.map((member) => containerNode(engineId, member, now)),
    subject: { kind: 'composeProject', engineId, name },
  };
}

function imageNode(
  engineId: string,
  image: Image,
  { usedBy, now }: { readonly usedBy: readonly Container[]; readonly now: Date },
): TreeNode {
  const name = image.tags[0] ?? image.digests[0] ?? image.id.replace('sha256:', '').slice(0, 12);
  return {
    id: `engine/${engineId}/image/${image.id}`,
    label: name,
    description: [formatBytes(image.sizeBytes), formatAge(image.createdAt, now), usersOf(usedBy)]
      .filter(Boolean)
      .join(' · '),
    icon: 'package',
    tooltip: [...image.tags, ...image.digests, image.id].join('\n'),
    actions: [
      'image',
      'canInspect',
      'canCopyName',
      'canPush',
      'canTag',
      'canShowLayers',
      'canRunImage',
      'canRemoveImage',
    ],
    subject: { kind: 'image', engineId, imageId: image.id, name },
  };
}

function usersOf(containers: readonly Container[]): string {
  if (containers.length === 0) return '';
  const [first] = containers;
  return containers.length === 1 ? t('used by {0}', first?.name ?? '') : t('used by {0} containers', containers.length);
}
