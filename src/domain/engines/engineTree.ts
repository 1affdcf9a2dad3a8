import { assertNever, type Failure } from '../base/failure.ts';
import { formatTime } from '../base/format.ts';
import { t } from '../base/text.ts';
import type { TreeNode } from '../base/tree.ts';
import type { Snapshot } from '../base/watched.ts';
import { capacityOf } from './capacity.ts';
import { capacityNode } from './capacityNode.ts';
import type { EngineConnection, EngineInfo, EngineSnapshot } from './engine.ts';
import { engineGroups, type GroupContext } from './engineGroups.ts';

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
    default:
      return assertNever(endpoint);
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

/** What stands below an engine: its capacity and its groups, or why it cannot be read. */
export function engineChildren(
  engineId: string,
  snapshot: Snapshot<EngineSnapshot>,
  options: Omit<GroupContext, 'engineId'>,
): readonly TreeNode[] {
  const id = `engine/${engineId}`;
  switch (snapshot.state) {
    case 'loading':
      return [{ id: `${id}/loading`, label: t('Connecting…'), health: 'loading' }];
    case 'failed':
      return failureNodes(engineId, snapshot.failure);
    case 'ready':
      return [capacityNode(id, snapshot.value), ...engineGroups(snapshot.value, { engineId, ...options })];
    default:
      return assertNever(snapshot);
  }
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
