import { commands as vscodeCommands, Uri, workspace } from 'vscode';
import { setting } from '../../adapters/vscode/settings.ts';
import { ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { DEPLOYMENT_KIND } from '../../domain/cluster/knownKinds.ts';
import { podSelectionId } from '../../domain/cluster/logResource.ts';
import type { Manifest } from '../../domain/cluster/ports.ts';
import type { KubernetesFacts } from '../../domain/deploy/kubernetesChoices.ts';
import { runName } from '../../domain/deploy/runName.ts';
import { fieldOf } from '../../domain/deploy/plainData.ts';
import type { TargetSpec, WorkloadSpec } from '../../domain/deploy/spec.ts';
import { objectName } from '../../domain/deploy/toKubernetes/objectName.ts';
import { toKubernetes } from '../../domain/deploy/toKubernetes/toKubernetes.ts';
import { KUBERNETES_LABELS } from '../../domain/runs/kubernetesLabels.ts';
import { initialChoices, type RunChoices } from '../../domain/runs/runChoices.ts';
import { choosePlace, namedPlace, type Place } from '../shared/choosePlace.ts';
import { writable } from '../shared/contextProtection.ts';
import type { ChosenWorkload, RunRequest } from './chooseWorkload.ts';
import { checkClusterStart, runIdOf } from './clusterCheck.ts';
import { createObjects } from './createObjects.ts';
import { obtainClusterImage } from './clusterImage.ts';
import { type ClusterRead, readCluster } from './clusterRead.ts';
import { keepChanges } from './keepChanges.ts';
import { lastChoicesOf } from './lastChoices.ts';
import { expectedImage } from './planRun.ts';
import type { RunsDeps } from './register.ts';
import { askRunChoices } from './runForm.ts';

type KubernetesTarget = Extract<TargetSpec, { readonly kind: 'kubernetes' }>;

/** Asks what is not known, checks, builds and pushes the image, creates the objects and opens the log of their pods. */
export async function startOnCluster(
  deps: RunsDeps,
  chosen: ChosenWorkload,
  { request, target }: { readonly request: RunRequest; readonly target: KubernetesTarget | undefined },
): Promise<Result<void>> {
  const { workload, loaded } = chosen;
  const title = t('Run {0}', workload.name);
  const place = target ? await namedPlace(deps.clusters, target) : await choosePlace(deps.clusters, title);
  if (!place.ok) return place;
  const allowed = writable(place.value.cluster);
  if (!allowed.ok) return allowed;
  const read = await readCluster(place.value);
  if (!read.ok) return read;
  const choices = await decide(deps, chosen, { place: place.value, request });
  if (!choices.ok) return choices;
  const facts = await readFacts(deps, chosen, { place: place.value, read: read.value });
  if (!facts.ok) return facts;
  // Checked before the image is built: a build of minutes must not end in a mistake that was there before.
  const before = { ...facts.value, image: { reference: expectedImage(chosen) } };
  const planned = toKubernetes(workload, target?.create, { choices: choices.value, facts: before });
  const start = { workload, place: place.value, read: read.value, choices: choices.value };
  const checked = await checkClusterStart({ ...start, plan: planned, image: before.image.reference });
  if (!checked.ok) return checked;
  const image = await obtainClusterImage(deps, chosen, place.value);
  if (!image.ok) return image;
  const plan = toKubernetes(workload, target?.create, {
    choices: choices.value,
    facts: { ...facts.value, image: image.value },
  });
  if (!plan.ok) return plan;
  const created = await createObjects(plan.value, place.value, facts.value.run.name);
  if (!created.ok) return created;
  await keepChanges(deps, facts.value.run.id, facts.value.git);
  const { id } = place.value.cluster.connection;
  await deps.memory.addPlace({ clusterId: id, namespace: place.value.namespace });
  await lastChoicesOf(deps.workspaceState, loaded.path, workload.name).set({ choices: choices.value, engineId: id });
  await deps.runs.open();
  await show(deps, plan.value, { place: place.value, title: facts.value.run.name });
  return ok(undefined);
}

async function decide(
  deps: RunsDeps,
  { loaded, workload }: ChosenWorkload,
  { place, request }: { readonly place: Place; readonly request: RunRequest },
): Promise<Result<RunChoices>> {
  const last = lastChoicesOf(deps.workspaceState, loaded.path, workload.name).get();
  const initial = initialChoices(workload, last?.choices);
  const known = [...(request.parameters ?? [])].filter(([name]) => initial.parameters.has(name));
  const choices = { ...initial, parameters: new Map([...initial.parameters, ...known]) };
  const engineLabel = `${place.cluster.connection.label}/${place.namespace}`;
  for (;;) {
    const outcome = await askRunChoices({ workload, engineLabel, isFixed: true }, choices);
    if (!outcome.ok) return outcome;
    if (outcome.value.kind === 'start') return ok(outcome.value.choices);
  }
}

async function readFacts(
  deps: RunsDeps,
  { loaded, workload }: ChosenWorkload,
  { place, read }: { readonly place: Place; readonly read: ClusterRead },
): Promise<Result<Omit<KubernetesFacts, 'image'>>> {
  const specFolder = loaded.path.replace(/[/\\][^/\\]*$/, '');
  const adapters = await deps.loadMachine();
  const [git, machine] = await Promise.all([
    adapters.readGitFacts(specFolder, new AbortController().signal),
    adapters.machine.read(workload, specFolder),
  ]);
  const live = await liveDeployment(workload, place);
  if (!live.ok) return live;
  const taken = (read.pods ?? []).map(({ meta }) => meta.labels.get(KUBERNETES_LABELS.runName) ?? meta.name);
  const { run, liveReplicas } = live.value ?? {};
  return ok({
    namespace: place.namespace,
    run: run ?? { id: crypto.randomUUID(), name: runName(workload.name, taken, Math.random) },
    ...(liveReplicas === undefined ? {} : { liveReplicas }),
    environmentFiles: machine.environmentFiles,
    specPath: workspace.asRelativePath(Uri.file(loaded.path)),
    specDigest: loaded.digest,
    user: place.cluster.connection.user,
    ...(read.version === undefined ? {} : { version: read.version }),
    ...(read.nodes ? { nodes: read.nodes } : {}),
    ...(read.pods ? { pods: read.pods } : {}),
    ...(machine.hostUser ? { hostUser: machine.hostUser } : {}),
    ...(git ? { git } : {}),
  });
}

/** A Deployment that is there keeps its run: a new version of it is no new run, and a new id would start all its pods anew. */
async function liveDeployment(
  workload: WorkloadSpec,
  { cluster, namespace }: Place,
): Promise<Result<{ readonly run?: KubernetesFacts['run']; readonly liveReplicas?: number } | undefined>> {
  if (workload.kind !== 'serve') return ok(undefined);
  const ref = { resource: DEPLOYMENT_KIND, namespace, name: objectName(workload.name) };
  const live = await cluster.reader.get(ref, new AbortController().signal);
  if (!live.ok) return live.failure.code === 'not-found' || live.failure.code === 'forbidden' ? ok(undefined) : live;
  const label = (name: string) => fieldOf(live.value, 'metadata', 'labels', name);
  const id = label(KUBERNETES_LABELS.runId);
  const name = label(KUBERNETES_LABELS.runName);
  const replicas = fieldOf(live.value, 'spec', 'replicas');
  return ok({
    ...(typeof id === 'string' && typeof name === 'string' ? { run: { id, name } } : {}),
    ...(typeof replicas === 'number' ? { liveReplicas: replicas } : {}),
  });
}

async function show(
  deps: RunsDeps,
  manifests: readonly Manifest[],
  { place, title }: { readonly place: Place; readonly title: string },
): Promise<void> {
  const runId = runIdOf(manifests, KUBERNETES_LABELS.runId);
  if (runId !== undefined && setting('trainyard.runs.openLogs')) {
    const labels = new Map([[KUBERNETES_LABELS.runId, runId]]);
    const containerId = podSelectionId({ namespace: place.namespace, labels });
    await deps.commands.run('trainyard.logs.open', {
      engineId: place.cluster.connection.id,
      containerId,
      title,
      runId,
    });
  }
  await vscodeCommands.executeCommand('trainyard.runs.focus', { preserveFocus: true });
}
