import { formatAge, formatBytes } from '../base/format.ts';
import { t } from '../base/text.ts';
import type { TreeNode } from '../base/tree.ts';
import { containerNode } from './containerNode.ts';
import type { Container, EngineSnapshot, Image, Network, Volume } from './engine.ts';

const COMPOSE_PROJECT = 'com.docker.compose.project';
const BUILT_IN_NETWORKS = new Set(['bridge', 'host', 'none', 'podman']);

export interface GroupContext {
  readonly engineId: string;
  readonly isRun: (container: Container) => boolean;
  readonly now: Date;
}

/** Our runs, other containers, Compose projects, images, volumes and networks of an engine. */
export function engineGroups(snapshot: EngineSnapshot, context: GroupContext): readonly TreeNode[] {
  const { engineId, isRun, now } = context;
  const { containers } = snapshot;
  const others = containers.filter((container) => !isRun(container));
  const plain = others.filter(({ labels }) => !labels.has(COMPOSE_PROJECT));
  const usedImages = Map.groupBy(containers, ({ imageId }) => imageId);
  const row = (container: Container) => containerNode(engineId, container, now);
  const ofContainers = [
    group(engineId, { key: 'runs', label: t('Runs'), icon: 'rocket' }, containers.filter(isRun).map(row)),
    group(engineId, { key: 'containers', label: t('Containers'), icon: 'vm-outline' }, plain.map(row)),
    ...composeGroup(others, context),
  ];
  if (snapshot.isPartial) {
    const label = t('Reading images, volumes and networks…');
    return [...ofContainers, { id: `engine/${engineId}/reading`, label, health: 'loading' }];
  }
  return [
    ...ofContainers,
    group(
      engineId,
      { key: 'images', label: t('Images'), icon: 'package' },
      snapshot.images.map((image) => imageNode(engineId, image, { usedBy: usedImages.get(image.id) ?? [], now })),
    ),
    group(
      engineId,
      { key: 'volumes', label: t('Volumes'), icon: 'database' },
      snapshot.volumes.map((volume) => volumeNode(engineId, volume, containers)),
    ),
    group(
      engineId,
      { key: 'networks', label: t('Networks'), icon: 'type-hierarchy' },
      snapshot.networks.map((network) => networkNode(engineId, network)),
    ),
  ];
}

interface GroupFace {
  readonly key: string;
  readonly label: string;
  readonly icon: string;
}

function group(engineId: string, { key, label, icon }: GroupFace, children: readonly TreeNode[]): TreeNode {
  return { id: `engine/${engineId}/${key}`, label, description: String(children.length), icon, children };
}

function composeGroup(containers: readonly Container[], context: GroupContext): readonly TreeNode[] {
  const composed = containers.filter(({ labels }) => labels.has(COMPOSE_PROJECT));
  if (composed.length === 0) return [];
  const projects = Map.groupBy(composed, ({ labels }) => labels.get(COMPOSE_PROJECT) ?? '');
  const nodes = Array.from(projects, ([name, members]) => composeNode(context, name, members));
  return [group(context.engineId, { key: 'compose', label: t('Compose projects'), icon: 'layers' }, nodes)];
}

function composeNode({ engineId, now }: GroupContext, name: string, members: readonly Container[]): TreeNode {
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

function volumeNode(engineId: string, { name, driver }: Volume, containers: readonly Container[]): TreeNode {
  const users = usersOf(containers.filter(({ volumes }) => volumes.includes(name)));
  return {
    id: `engine/${engineId}/volume/${name}`,
    label: name,
    description: [driver, users].filter(Boolean).join(' · '),
    icon: 'database',
    actions: ['volume', 'canInspect', 'canCopyName', 'canRemoveVolume'],
    subject: { kind: 'volume', engineId, name },
  };
}

function networkNode(engineId: string, { id, name, driver }: Network): TreeNode {
  return {
    id: `engine/${engineId}/network/${id}`,
    label: name,
    description: driver,
    icon: 'type-hierarchy',
    actions: ['network', 'canInspect', 'canCopyName', ...(BUILT_IN_NETWORKS.has(name) ? [] : ['canRemoveNetwork'])],
    subject: { kind: 'network', engineId, networkId: id, name },
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
    actions: ['image', 'canInspect', 'canCopyName', 'canPush', 'canTag', 'canShowLayers', 'canRemoveImage'],
    subject: { kind: 'image', engineId, imageId: image.id, name },
  };
}

function usersOf(containers: readonly Container[]): string {
  if (containers.length === 0) return '';
  const [first] = containers;
  return containers.length === 1 ? t('used by {0}', first?.name ?? '') : t('used by {0} containers', containers.length);
}
