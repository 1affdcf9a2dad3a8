import { type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { isClusterId } from '../../domain/cluster/clusterConnection.ts';
import type { TargetSpec } from '../../domain/deploy/spec.ts';
import type { EngineConnection } from '../../domain/engines/engine.ts';
import { addressOf } from '../../domain/engines/engineTree.ts';
import type { RunPlace } from '../../domain/runs/clusterRuns.ts';
import type { RunPlaces } from '../../domain/runs/runObject.ts';
import { choosePlaceIn, namedPlace, type Place } from '../shared/choosePlace.ts';
import type { ChosenWorkload, RunRequest } from './chooseWorkload.ts';
import type { LastChoices } from './lastChoices.ts';

/** Where a run goes: an engine, or a namespace of a cluster. */
export type Where =
  | { readonly kind: 'engine'; readonly connection: EngineConnection }
  | { readonly kind: 'cluster'; readonly place: Place; readonly target?: KubernetesTarget };

type KubernetesTarget = Extract<TargetSpec, { readonly kind: 'kubernetes' }>;

/**
 * The place that a run goes to without being asked: where the run was that is run again, then what the spec names, then where it ran last, then the
 * current engine. Where there is no engine at all, one of the contexts is asked for.
 */
export async function firstWhere(
  places: RunPlaces,
  { loaded, workload }: ChosenWorkload,
  { request, last }: { readonly request: RunRequest; readonly last: LastChoices | undefined },
): Promise<Result<Where>> {
  const target = workload.target === undefined ? undefined : loaded.spec.targets.get(workload.target);
  if (request.place) return await whereOf(places, request.place, target);
  if (request.engineId !== undefined) return await engineWith(places, request.engineId);
  if (target?.kind === 'kubernetes') return await targetPlace(places, target);
  if (target?.context !== undefined) return await namedEngine(places, { ...target, context: target.context });
  if (last?.namespace !== undefined && isClusterId(last.engineId)) {
    const known = await whereOf(places, { clusterId: last.engineId, namespace: last.namespace }, undefined);
    if (known.ok) return known;
  }
  const connections = await places.hub.list();
  const present = connections.filter(({ isAbsent }) => isAbsent !== true);
  const connection = present.find(({ id }) => id === last?.engineId) ?? present[0];
  if (connection) return ok({ kind: 'engine', connection });
  return (await places.clusters.list()).length > 0 ? await pickWhere(places, loaded) : fail(noPlace());
}

function noPlace() {
  return {
    code: 'not-found' as const,
    message: t('No container engine was found.'),
    nextStep: t('Install Docker or Podman, or add the address of an engine in the settings.'),
  };
}

async function engineWith({ hub }: RunPlaces, id: string): Promise<Result<Where>> {
  const connections = await hub.list();
  const connection = connections.find((each) => each.id === id) ?? connections[0];
  return connection ? ok({ kind: 'engine', connection }) : fail(noPlace());
}

async function namedEngine(
  { hub }: RunPlaces,
  { name, context }: { readonly name: string; readonly context: string },
): Promise<Result<Where>> {
  const connections = await hub.list();
  const connection = connections.find(({ source, label }) => source === 'context' && label === context);
  if (connection) return ok({ kind: 'engine', connection });
  return fail({
    code: 'not-found',
    message: t('The target {0} names the Docker context {1}, which is not there.', name, context),
    nextStep: t('Make it with “docker context create”, or change the target in trainyard.yaml.'),
  });
}

async function targetPlace({ clusters }: RunPlaces, target: KubernetesTarget): Promise<Result<Where>> {
  const place = await namedPlace(clusters, target);
  return place.ok ? ok({ kind: 'cluster', place: place.value, target }) : place;
}

/** A place that is known; what the spec's target says of the kind of object counts there too. */
async function whereOf(
  { clusters }: RunPlaces,
  { clusterId, namespace }: RunPlace,
  target: TargetSpec | undefined,
): Promise<Result<Where>> {
  const cluster = await clusters.cluster(clusterId);
  if (!cluster.ok) return cluster;
  const own = target?.kind === 'kubernetes' ? { target } : {};
  return ok({ kind: 'cluster', place: { cluster: cluster.value, namespace }, ...own });
}

interface WhereItem extends QuickPickItem {
  readonly resolve?: () => Promise<Result<Where>>;
}

/** Lets the user choose among all engines, the clusters that the spec names, and all contexts. */
export async function pickWhere(
  places: RunPlaces,
  { spec }: ChosenWorkload['loaded'],
  current?: string,
): Promise<Result<Where>> {
  const [engines, contexts] = await Promise.all([places.hub.list(), places.clusters.list()]);
  const now = (id: string) => (id === current ? { detail: t('chosen now') } : {});
  const targets = Array.from(spec.targets.values()).filter((target) => target.kind === 'kubernetes');
  const items: WhereItem[] = [
    ...group(
      t('Engines'),
      engines
        .filter(({ isAbsent }) => isAbsent !== true)
        .map((connection) => ({
          label: `$(vm) ${connection.label}`,
          description: addressOf(connection),
          ...now(connection.id),
          resolve: async () => ok({ kind: 'engine', connection } as const),
        })),
    ),
    ...group(
      t('Targets of trainyard.yaml'),
      targets.map((target) => ({
        label: `$(target) ${target.name}`,
        description: [target.context ?? t('the current one'), target.namespace].filter(Boolean).join('/'),
        resolve: () => targetPlace(places, target),
      })),
    ),
    ...group(
      t('Contexts'),
      contexts.map(({ id, label, server }) => ({
        label: `$(server-environment) ${label}`,
        description: server,
        ...now(id),
        resolve: () => inContext(places, id),
      })),
    ),
  ];
  const picked = await window.showQuickPick(items, { title: t('Run where?'), ignoreFocusOut: true });
  return picked?.resolve ? await picked.resolve() : fail(CANCELLED);
}

function group(label: string, items: readonly WhereItem[]): readonly WhereItem[] {
  return items.length === 0 ? [] : [{ label, kind: QuickPickItemKind.Separator }, ...items];
}

async function inContext({ clusters }: RunPlaces, id: string): Promise<Result<Where>> {
  const place = await choosePlaceIn(clusters, id, t('Run where?'));
  return place.ok ? ok({ kind: 'cluster', place: place.value }) : place;
}
