import { ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { ClusterChoices } from './clusterChoices.ts';
import type { DockerChoices } from '../deploy/dockerFacts.ts';
import { formatBytes as quantityOfBytes, formatCpus, parseBytes, parseCpus } from '../deploy/resources.ts';
import type { GpuSpec, ParameterSpec, WorkloadSpec } from '../deploy/spec.ts';
import { recordedParameters } from '../deploy/writtenParameters.ts';

/** What the user decides at the start of a run; everything else stands in the spec. */
export interface RunChoices extends DockerChoices {
  /** For a cluster alone. */
  readonly cluster?: ClusterChoices;
}

/** The choices a form begins with: what was chosen last time where it still fits, else what the spec says. */
export function initialChoices(workload: WorkloadSpec, last: RunChoices | undefined): RunChoices {
  const { cpus, memoryBytes, gpu } = last ?? workload.resources;
  const parameters = workload.parameters.flatMap((parameter) => {
    const value = last?.parameters.get(parameter.name) ?? parameter.default;
    return value === undefined ? [] : [[parameter.name, value] as const];
  });
  return {
    parameters: new Map(parameters),
    ...(cpus === undefined ? {} : { cpus }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(gpu === undefined ? {} : { gpu }),
    ...(last?.shmBytes === undefined ? {} : { shmBytes: last.shmBytes }),
    ...(last?.cluster === undefined ? {} : { cluster: last.cluster }),
  };
}

/**
 * The same for a run that is run again: its own values come first, those that the workload no longer has are left out. What stands in the command
 * without being declared is never what another run had there.
 */
export function rerunChoices(
  workload: WorkloadSpec,
  last: RunChoices | undefined,
  recorded: ReadonlyMap<string, string> | undefined,
): RunChoices {
  const choices = initialChoices(workload, last);
  if (!recorded) return choices;
  const written = workload.parameters.flatMap(({ name, passAs, default: value }) =>
    passAs.kind === 'written' && value !== undefined ? [[name, value] as const] : [],
  );
  const own = recordedParameters(workload.parameters, recorded);
  return { ...choices, parameters: new Map([...choices.parameters, ...written, ...own]) };
}

/** Parameters that have no value yet: the run cannot start without them. */
export function missingParameters(workload: WorkloadSpec, choices: RunChoices): readonly ParameterSpec[] {
  return workload.parameters.filter(({ name }) => !choices.parameters.has(name));
}

export function withParameter(choices: RunChoices, name: string, value: string): RunChoices {
  return { ...choices, parameters: new Map([...choices.parameters, [name, value]]) };
}

/** An empty text means no limit. */
export function withCpus(choices: RunChoices, text: string): Result<RunChoices> {
  const { cpus: _, ...rest } = choices;
  if (text.trim() === '') return ok(rest);
  const cpus = parseCpus(text.trim());
  return cpus.ok ? ok({ ...rest, cpus: cpus.value }) : cpus;
}

export function withMemory(choices: RunChoices, text: string): Result<RunChoices> {
  const { memoryBytes: _, ...rest } = choices;
  if (text.trim() === '') return ok(rest);
  const memoryBytes = parseBytes(text.trim());
  return memoryBytes.ok ? ok({ ...rest, memoryBytes: memoryBytes.value }) : memoryBytes;
}

/** An empty text means what the spec says. */
export function withShm(choices: RunChoices, text: string): Result<RunChoices> {
  const { shmBytes: _, ...rest } = choices;
  if (text.trim() === '') return ok(rest);
  const shmBytes = parseBytes(text.trim());
  return shmBytes.ok ? ok({ ...rest, shmBytes: shmBytes.value }) : shmBytes;
}

export function withGpu(choices: RunChoices, gpu: GpuSpec | undefined): RunChoices {
  const { gpu: _, ...rest } = choices;
  return gpu === undefined || gpu.count === 0 ? rest : { ...rest, gpu };
}

export function cpusText({ cpus }: RunChoices): string {
  return cpus === undefined ? t('no limit') : formatCpus(cpus);
}

export function memoryText({ memoryBytes }: RunChoices): string {
  return memoryBytes === undefined ? t('no limit') : quantityOfBytes(memoryBytes);
}

export function shmText({ shmBytes }: RunChoices, { resources }: WorkloadSpec): string {
  const bytes = shmBytes ?? resources.shmBytes;
  return bytes === undefined ? t('as usual') : quantityOfBytes(bytes);
}

export function gpuText({ gpu }: RunChoices): string {
  if (!gpu || gpu.count === 0) return t('none');
  if (gpu.ids.length > 0) return gpu.ids.join(', ');
  const kind = [gpu.vendor, gpu.model, gpu.mig].filter((each) => each !== undefined).join(' ');
  const count = gpu.count === 'all' ? t('all') : String(gpu.count);
  return kind === '' ? count : `${count} × ${kind}`;
}
