import type { Result } from '../base/failure.ts';
import { formatDuration, formatMetric } from '../base/format.ts';
import type { PlainObject } from '../deploy/plainData.ts';
import type { RanSpec } from './ranSpec.ts';
import type { Run } from './run.ts';
import { type LooseData, sortedData, tidyData } from './sheetData.ts';

/** A run on one page, to be read and to be laid beside another one. */
export interface RunSheet {
  /** The same names in the same order for every run, wherever it ran. */
  readonly data: PlainObject;
  /** Why its spec is not part of the page. */
  readonly problem?: string;
}

export interface SheetFacts {
  /** Name of the engine, or of the context. */
  readonly place: string;
  /** As the engine or the cluster keeps it; the failure says why it cannot be read. */
  readonly spec: Result<RanSpec>;
  readonly now: Date;
}

export function runSheet(run: Run, { place, spec, now }: SheetFacts): RunSheet {
  const ran = spec.ok ? spec.value : undefined;
  const data = tidyData({
    run: run.name,
    workload: run.workload,
    kind: run.kind,
    spec: specPathOf(run),
    target: targetOf(run, place),
    from: run.from?.name,
    parameters: sortedData(run.parameters),
    image: { reference: run.image, digest: digestOf(run, ran) },
    git: run.commit === undefined ? undefined : { commit: run.commit, uncommittedChanges: run.isDirty === true },
    ...(ran ? ofSpec(ran) : {}),
    result: resultOf(run, now),
  });
  if (spec.ok) return { data };
  const { message, nextStep } = spec.failure;
  return { data, problem: [message, nextStep].filter((each) => each !== undefined).join(' ') };
}

/** Within the workspace, as a run in a cluster has it. */
function specPathOf({ specPath, workspace = '' }: Run): string | undefined {
  return workspace !== '' && specPath?.startsWith(workspace) === true
    ? specPath.slice(workspace.length).replace(/^[/\\]+/, '')
    : specPath;
}

function ofSpec(spec: RanSpec): LooseData {
  const { cpu, memory, shm, gpus, gpuModels } = spec;
  return {
    program: { command: spec.command, args: spec.args, workingDir: spec.workingDir, user: spec.user },
    nodes: spec.nodes,
    replicas: spec.replicas,
    timeout: spec.timeout,
    resources: { cpu, memory, shm, gpus, gpuModels },
    environment: sortedData(spec.environment),
    secrets: sortedData(spec.secrets),
    mounts: sortedData(spec.mounts),
    ports: spec.ports.length > 0 ? spec.ports : undefined,
  };
}

function targetOf({ cluster }: Run, place: string): LooseData {
  if (!cluster) return { docker: place };
  const { namespace, objectKind, objectName } = cluster;
  return { kubernetes: place, namespace, object: `${objectKind}/${objectName}` };
}

function digestOf({ imageId }: Run, spec: RanSpec | undefined): string | undefined {
  const known = [spec?.imageDigest, imageId].find((each) => each !== undefined && each !== '');
  return known === undefined ? undefined : (/sha256:[0-9a-f]{64}/.exec(known)?.[0] ?? known);
}

function resultOf(run: Run, now: Date): LooseData {
  const { progress, startedAt, finishedAt } = run;
  const metrics = Array.from(progress?.metrics ?? [], ([name, value]) => [name, formatMetric(value)] as const);
  return {
    state: run.state,
    reason: run.failure?.message ?? run.stateText,
    exitCode: run.exitCode,
    started: startedAt?.toISOString(),
    duration: startedAt && formatDuration((finishedAt ?? now).getTime() - startedAt.getTime()),
    epoch: progress?.epoch,
    metrics: sortedData(metrics),
  };
}
