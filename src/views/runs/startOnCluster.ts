import { commands as vscodeCommands, Uri, workspace } from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { setting } from '../../adapters/vscode/settings.ts';
import { definedOf } from '../../domain/base/defined.ts';
import { ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { DEPLOYMENT_KIND, JOB_KIND } from '../../domain/cluster/knownKinds.ts';
import { podSelectionId } from '../../domain/cluster/logResource.ts';
import type { KubernetesFacts } from '../../domain/deploy/kubernetesChoices.ts';
import { runName } from '../../domain/deploy/runName.ts';
import { fieldOf } from '../../domain/deploy/plainData.ts';
import type { WorkloadSpec } from '../../domain/deploy/spec.ts';
import { objectName } from '../../domain/deploy/toKubernetes/objectName.ts';
import { isDebugged } from '../../domain/deploy/toKubernetes/podTemplate.ts';
import { toKubernetes } from '../../domain/deploy/toKubernetes/toKubernetes.ts';
import { expectedOutputs } from '../../domain/runs/expectedOutputs.ts';
import type { RunOutput } from '../../domain/runs/outputs.ts';
import { KUBERNETES_LABELS } from '../../domain/runs/kubernetesLabels.ts';
import { kubernetesChoices } from '../../domain/runs/clusterChoices.ts';
import { startClusterRun } from '../../domain/runs/startClusterRun.ts';
import type { RunChoices } from '../../domain/runs/runChoices.ts';
import type { Place } from '../shared/choosePlace.ts';
import { placePath, writable } from '../shared/contextProtection.ts';
import type { ChosenWorkload } from './chooseWorkload.ts';
import { pickWhere, type Where } from './chooseWhere.ts';
import { checkClusterStart } from './clusterCheck.ts';
import { askWay, type ImagePlace, obtainClusterImage, wayText } from './clusterImage.ts';
import type { ClusterFormFacts } from './clusterForm.ts';
import { type ClusterRead, readCluster } from './clusterRead.ts';
import { keepChanges } from './keepChanges.ts';
import { lastChoicesOf } from './lastChoices.ts';
import { offerDebugger } from './offerDebugger.ts';
import { expectedImage, folderOf, plannedOutputs } from './planRun.ts';
import { readGit } from './readGit.ts';
import type { RunsDeps } from './register.ts';
import { askRunChoices, formFacts } from './runForm.ts';
import { settled, type StartAt, type StartOutcome } from './startWorkload.ts';

type ClusterWhere = Extract<Where, { readonly kind: 'cluster' }>;

/** Asks what is not known, checks, builds and pushes the image, creates the objects and opens the log of their pods. */
export async function startOnCluster(
  deps: RunsDeps,
  chosen: ChosenWorkload,
  { where, choices: initial }: StartAt<ClusterWhere>,
): Promise<Result<StartOutcome>> {
  const { place } = where;
  const allowed = writable(place.cluster);
  if (!allowed.ok) return allowed;
  const read = await readCluster(place);
  if (!read.ok) return read;
  const { label, id } = place.cluster.connection;
  const { claims } = read.value;
  const image = imageRow(deps, chosen, imagePlaceOf(place, read.value));
  const cluster = definedOf({ claims, image });
  const facts = { ...formFacts(chosen), place: placePath(label, place.namespace), cluster };
  const asked = await askRunChoices(facts, initial);
  if (!asked.ok) return asked;
  const { choices } = asked.value;
  if (asked.value.kind === 'place') {
    const picked = await pickWhere(deps, chosen.loaded, id);
    const elsewhere = picked.ok ? picked.value : where;
    return picked.ok || picked.failure.code === 'cancelled' ? ok({ elsewhere, choices }) : picked;
  }
  const decided = settled(chosen, choices);
  const started = await startDecided(deps, decided, { where, read: read.value, choices: decided.choices });
  return started.ok ? ok('started') : started;
}

function imagePlaceOf({ cluster: { connection } }: Place, { nodes }: ClusterRead): ImagePlace {
  return { connection, ...definedOf({ nodes }) };
}

/** How an image that is built here gets to the nodes. */
function imageRow(
  { workspaceState }: RunsDeps,
  { workload }: ChosenWorkload,
  place: ImagePlace,
): ClusterFormFacts['image'] {
  if (workload.image.kind === 'image') return undefined;
  return { text: () => wayText(workspaceState, place), change: () => askWay(workspaceState, place) };
}

interface Decided {
  readonly where: ClusterWhere;
  readonly read: ClusterRead;
  readonly choices: RunChoices;
}

async function startDecided(
  deps: RunsDeps,
  chosen: ChosenWorkload,
  { where: { place, target }, read, choices }: Decided,
): Promise<Result<void>> {
  const { workload, loaded } = chosen;
  const facts = await readFacts(deps, chosen, { place, read });
  if (!facts.ok) return facts;
  // Checked before the image is built: a build of minutes must not end in a mistake that was there before.
  const before = { ...facts.value, image: { reference: expectedImage(chosen) } };
  const inCluster = kubernetesChoices(workload, target, choices);
  const planned = toKubernetes(workload, target?.create, { choices: inCluster, facts: before });
  const { registry } = await deps.loadMachine();
  const start = { workload, place, read, choices: inCluster, registry };
  const checked = await checkClusterStart({ ...start, plan: planned, image: before.image.reference });
  if (!checked.ok) return checked;
  const image = await obtainClusterImage(deps, chosen, imagePlaceOf(place, read));
  if (!image.ok) return image;
  const plan = toKubernetes(workload, target?.create, {
    choices: inCluster,
    facts: { ...facts.value, image: withPlatforms(image.value, checked.value?.architectures) },
  });
  if (!plan.ok) return plan;
  const { run } = facts.value;
  const created = await withProgress(t('Starting {0}', run.name), (_report, signal) =>
    startClusterRun(plan.value, place, signal),
  );
  if (!created.ok) return created;
  await keepChanges(deps, run.id, facts.value.git);
  const { id } = place.cluster.connection;
  const { namespace } = place;
  await deps.memory.addPlace({ clusterId: id, namespace });
  const job = plan.value.find(({ kind }) => kind === 'Job');
  const expected = expectedOutputs({ run, namespace }, plannedOutputs(chosen, false), job);
  if (expected) await deps.memory.expectOutputs(expected);
  await lastChoicesOf(deps.workspaceState, loaded.path, workload.name).set({ choices, engineId: id, namespace });
  await deps.runs.open();
  await show(deps, place, run);
  if (job && isDebugged(workload, inCluster)) {
    const { name } = job.metadata;
    const subject = {
      kind: 'clusterObject',
      clusterId: id,
      resource: JOB_KIND,
      namespace,
      name,
      runId: run.id,
    } as const;
    offerDebugger(deps.notify, name, () => deps.commands.run('trainyard.clusters.attachDebugger', subject));
  }
  if (workload.kind === 'serve') {
    const name = objectName(workload.name);
    const subject = { kind: 'clusterObject', clusterId: id, resource: DEPLOYMENT_KIND, namespace, name } as const;
    await deps.commands.run('trainyard.clusters.served', subject);
  }
  return ok(undefined);
}

/** Nodes with other processors are then left out. */
function withPlatforms(
  image: KubernetesFacts['image'],
  architectures: readonly string[] | undefined,
): KubernetesFacts['image'] {
  return image.architectures === undefined && architectures !== undefined && architectures.length > 0
    ? { ...image, architectures }
    : image;
}

async function readFacts(
  deps: RunsDeps,
  { loaded, workload, from }: ChosenWorkload,
  { place, read }: { readonly place: Place; readonly read: ClusterRead },
): Promise<Result<Omit<KubernetesFacts, 'image'>>> {
  const specFolder = folderOf(loaded.path);
  const adapters = await deps.loadMachine();
  const [git, machine] = await Promise.all([
    readGit(adapters, specFolder, new AbortController().signal),
    adapters.machine.read(workload, specFolder),
  ]);
  const live = await liveDeployment(workload, place);
  if (!live.ok) return live;
  const taken = (read.pods ?? []).map(({ meta }) => meta.labels.get(KUBERNETES_LABELS.runName) ?? meta.name);
  const { run, liveReplicas } = live.value ?? {};
  return ok({
    namespace: place.namespace,
    run: run ?? { id: crypto.randomUUID(), name: runName(workload.name, taken, Math.random), ...definedOf({ from }) },
    ...(liveReplicas === undefined ? {} : { liveReplicas }),
    environmentFiles: machine.environmentFiles,
    specPath: workspace.asRelativePath(Uri.file(loaded.path), false),
    specDigest: loaded.digest,
    outputs: plannedOutputs({ loaded, workload }, false).map(inWorkspace),
    user: place.cluster.connection.user,
    ...(read.version === undefined ? {} : { version: read.version }),
    ...(read.nodes ? { nodes: read.nodes } : {}),
    ...(read.pods ? { pods: read.pods } : {}),
    ...(machine.hostUser ? { hostUser: machine.hostUser } : {}),
    ...(git ? { git } : {}),
  });
}

/** Relative to the workspace: others read it too, and have it elsewhere. */
function inWorkspace(output: RunOutput): RunOutput {
  return { ...output, folder: workspace.asRelativePath(Uri.file(output.folder), false) };
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
  { cluster, namespace }: Place,
  { id: runId, name: title }: KubernetesFacts['run'],
): Promise<void> {
  if (setting('trainyard.runs.openLogs')) {
    const containerId = podSelectionId({ namespace, labels: new Map([[KUBERNETES_LABELS.runId, runId]]) });
    await deps.commands.run('trainyard.logs.open', { engineId: cluster.connection.id, containerId, title, runId });
  }
  await vscodeCommands.executeCommand('trainyard.runs.focus', { preserveFocus: true });
}
