import { type QuickPickItem, QuickPickItemKind } from 'vscode';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { formatBytes } from '../../domain/base/format.ts';
import { t } from '../../domain/base/text.ts';
import { checkParameterValue } from '../../domain/deploy/parameters.ts';
import { startedLine } from '../../domain/deploy/startedLine.ts';
import type { GpuSpec, ParameterSpec, WorkloadSpec } from '../../domain/deploy/spec.ts';
import type { EngineInfo } from '../../domain/engines/engine.ts';
import {
  cpusText,
  gpuText,
  memoryText,
  missingParameters,
  type RunChoices,
  shmText,
  withCpus,
  withGpu,
  withMemory,
  withParameter,
  withShm,
} from '../../domain/runs/runChoices.ts';
import { askChoices, type FormRow } from '../shared/choiceForm.ts';
import type { ChosenWorkload } from './chooseWorkload.ts';
import { debugRow } from './debugRow.ts';
import { clusterRows, type ClusterFormFacts } from './clusterForm.ts';
import { askItem, askText } from '../shared/questions.ts';

/** What the user decided: to run with these choices, or to choose another place first. */
export type FormOutcome =
  | { readonly kind: 'start'; readonly choices: RunChoices }
  | { readonly kind: 'place'; readonly choices: RunChoices };

interface RunRow extends FormRow<RunChoices> {
  readonly changesPlace?: boolean;
}

export interface RunFormFacts {
  readonly workload: WorkloadSpec;
  /** Of a run that is run again: the values it had. */
  readonly before?: ReadonlyMap<string, string>;
  /** Engine, or context and namespace. */
  readonly place: string;
  /** Absent for a cluster; the form then offers everything. */
  readonly info?: EngineInfo;
  /** Only for a cluster. */
  readonly cluster?: ClusterFormFacts;
}

/** Shows all choices of a run in one list. The first row starts it, so that Enter alone repeats the last run. */
export async function askRunChoices(facts: RunFormFacts, initial: RunChoices): Promise<Result<FormOutcome>> {
  const form = {
    title: t('Run {0} on {1}', facts.workload.name, facts.place),
    placeholder: t('Enter starts the run; choose a row to change it first'),
    rows: (choices: RunChoices) => formRows(facts, choices),
  };
  let from = initial;
  for (;;) {
    const answer = await askChoices(form, from);
    if (!answer) return fail(CANCELLED);
    const { choices, row } = answer;
    if (row.changesPlace === true) return ok({ kind: 'place', choices });
    const [missing] = missingParameters(facts.workload, choices);
    if (!missing) return ok({ kind: 'start', choices });
    from = (await askParameter(missing, choices)) ?? choices;
  }
}

/** What the form shows of a workload; of a run that is run again also what was different in it. */
export function formFacts({ workload, before }: ChosenWorkload): Pick<RunFormFacts, 'workload' | 'before'> {
  return { workload, ...(before ? { before } : {}) };
}

function formRows({ workload, before, info, place, cluster }: RunFormFacts, choices: RunChoices): RunRow[] {
  return [
    {
      label: `$(play) ${t('Start')}`,
      description: t('{0} CPU · {1} memory · GPUs: {2}', cpusText(choices), memoryText(choices), gpuText(choices)),
      detail: startText(workload, choices),
    },
    { label: t('Resources'), kind: QuickPickItemKind.Separator },
    { label: `$(circuit-board) ${t('CPU')}`, description: cpusText(choices), change: (now) => askCpus(now, info) },
    { label: `$(server) ${t('Memory')}`, description: memoryText(choices), change: (now) => askMemory(now, info) },
    { label: `$(chip) ${t('GPUs')}`, description: gpuText(choices), change: (now) => askGpus(now, info) },
    {
      label: `$(layers) ${t('Shared memory')}`,
      description: shmText(choices, workload),
      change: (now) => askShm(now, workload),
    },
    { label: `$(vm) ${t('Where')}`, description: place, changesPlace: true },
    ...(cluster
      ? clusterRows(workload, cluster, choices)
      : workload.kind === 'run'
        ? [debugRow(workload, choices)]
        : []),
    ...(workload.parameters.length === 0 ? [] : [{ label: t('Parameters'), kind: QuickPickItemKind.Separator }]),
    ...workload.parameters.map((parameter) => parameterItem(parameter, choices, before)),
  ];
}

/** The command that Enter runs, or what is asked before. */
function startText(workload: WorkloadSpec, choices: RunChoices): string {
  const missing = missingParameters(workload, choices).map(({ name }) => name);
  if (missing.length > 0) return t('Asks for {0} first', missing.join(', '));
  const line = startedLine(workload, choices.parameters);
  if (!line.ok) return line.failure.message;
  return line.value === '' ? t('The image’s own command') : line.value.replaceAll(/\s+/g, ' ');
}

function parameterItem(
  parameter: ParameterSpec,
  choices: RunChoices,
  before: ReadonlyMap<string, string> | undefined,
): RunRow {
  const value = choices.parameters.get(parameter.name);
  const old = before?.get(parameter.name);
  return {
    label: `$(symbol-parameter) ${parameter.name}`,
    description: old === undefined || old === value ? (value ?? t('not set')) : t('{0} (was {1})', value ?? '', old),
    ...(parameter.description === undefined ? {} : { detail: parameter.description }),
    change: (now) => askParameter(parameter, now),
  };
}

async function askParameter(parameter: ParameterSpec, choices: RunChoices): Promise<RunChoices | undefined> {
  const options = parameter.type === 'bool' ? ['true', 'false'] : parameter.choices;
  const value = options.length > 0 ? await pickValue(parameter, options) : await typeValue(parameter, choices);
  return value === undefined ? undefined : withParameter(choices, parameter.name, value);
}

async function pickValue(parameter: ParameterSpec, options: readonly string[]): Promise<string | undefined> {
  const items = options.map((label) => ({ label }));
  const { name, description } = parameter;
  const question = description === undefined ? { title: name } : { title: name, placeholder: description };
  return (await askItem(items, question))?.label;
}

async function typeValue(parameter: ParameterSpec, choices: RunChoices): Promise<string | undefined> {
  return await askText({
    title: parameter.name,
    value: choices.parameters.get(parameter.name) ?? '',
    prompt: parameter.description ?? t('Value of {0} ({1})', parameter.name, parameter.type),
    problemOf: (text) => {
      const checked = checkParameterValue(parameter, text);
      return checked.ok ? undefined : checked.failure.message;
    },
  });
}

async function askCpus(choices: RunChoices, info: EngineInfo | undefined): Promise<RunChoices | undefined> {
  const text = await askText({
    title: t('CPU'),
    value: choices.cpus === undefined ? '' : cpusText(choices),
    prompt: info
      ? t('Cores, for example 2 or 500m; the engine has {0}. Empty: no limit.', info.cpus)
      : t('Cores, for example 2 or 500m. Empty: no limit.'),
    problemOf: (value) => problemOf(withCpus(choices, value)),
  });
  return text === undefined ? undefined : valueOf(withCpus(choices, text));
}

async function askMemory(choices: RunChoices, info: EngineInfo | undefined): Promise<RunChoices | undefined> {
  const text = await askText({
    title: t('Memory'),
    value: choices.memoryBytes === undefined ? '' : memoryText(choices),
    prompt: info
      ? t('For example 2Gi or 512Mi; the engine has {0}. Empty: no limit.', formatBytes(info.memoryBytes))
      : t('For example 2Gi or 512Mi. Empty: no limit.'),
    problemOf: (value) => problemOf(withMemory(choices, value)),
  });
  return text === undefined ? undefined : valueOf(withMemory(choices, text));
}

async function askShm(choices: RunChoices, workload: WorkloadSpec): Promise<RunChoices | undefined> {
  const text = await askText({
    title: t('Shared memory'),
    value: choices.shmBytes === undefined ? '' : shmText(choices, workload),
    prompt: t('Size of /dev/shm, for example 1Gi; it counts to the memory. Empty: as the spec says.'),
    problemOf: (value) => problemOf(withShm(choices, value)),
  });
  return text === undefined ? undefined : valueOf(withShm(choices, text));
}

function problemOf(result: Result<unknown>): string | undefined {
  return result.ok ? undefined : result.failure.message;
}

function valueOf<T>(result: Result<T>): T | undefined {
  return result.ok ? result.value : undefined;
}

interface GpuItem extends QuickPickItem {
  readonly gpu: GpuSpec | undefined;
}

async function askGpus(choices: RunChoices, info: EngineInfo | undefined): Promise<RunChoices | undefined> {
  const items = gpuItems(info, choices.gpu);
  const picked = await askItem(items, {
    title: t('GPUs'),
    placeholder: info ? gpuHint(info) : t('How many GPUs the run gets'),
  });
  return picked ? withGpu(choices, picked.gpu) : undefined;
}

function gpuHint({ gpus }: EngineInfo): string {
  if (gpus.cdiDevices.length > 0) return t('The engine offers {0}', gpus.cdiDevices.join(', '));
  if (gpus.nvidiaRuntime === 'yes') return t('The engine offers NVIDIA GPUs; it does not say how many');
  if (gpus.amd) return t('The engine offers AMD GPUs');
  return gpus.nvidiaRuntime === 'unknown'
    ? t('The engine does not say whether it offers GPUs')
    : t('The engine offers no GPUs: the run would be refused');
}

const COUNTS = [1, 2, 4, 8] as const;

function gpuItems(info: EngineInfo | undefined, fromSpec: GpuSpec | undefined): GpuItem[] {
  const vendor = info?.gpus.amd === true && info.gpus.nvidiaRuntime !== 'yes' ? { vendor: 'amd' as const } : {};
  const asked =
    fromSpec && fromSpec.count !== 0
      ? [{ label: gpuText({ parameters: new Map(), gpu: fromSpec }), description: t('as it is now'), gpu: fromSpec }]
      : [];
  return [
    ...asked,
    { label: t('none'), gpu: undefined },
    ...COUNTS.map((count) => ({ label: String(count), gpu: { count, ids: [], ...vendor } })),
    { label: t('all'), gpu: { count: 'all' as const, ids: [], ...vendor } },
    ...(info?.gpus.cdiDevices ?? []).map((device) => ({
      label: device,
      description: t('one device by name'),
      gpu: { count: 1, ids: [device] },
    })),
  ];
}
