import { definedOf } from '../base/defined.ts';
import { t } from '../base/text.ts';
import type { Manifest } from '../cluster/ports.ts';
import { parseQuantity } from '../cluster/quantity.ts';
import { type GpuRequest, gpuRequest, gpuText } from './gpuRequest.ts';
import type { KubernetesChoices } from './kubernetesChoices.ts';
import type { KubernetesCheck, KubernetesPreflightFacts } from './kubernetesPreflight.ts';
import { fieldOf } from './plainData.ts';
import { formatBytes, formatCpus } from './resources.ts';
import type { WorkloadSpec } from './spec.ts';

/** Whether the GPUs are there, and whether they are free now. */
export function checkGpus(
  workload: WorkloadSpec,
  choices: KubernetesChoices,
  facts: KubernetesPreflightFacts,
): KubernetesCheck[] {
  const { gpu } = choices;
  if (!gpu || gpu.count === 0) return [];
  const head = { id: 'gpus', title: t('GPUs') };
  const request = requestOf(choices, facts);
  if (!request.ok) {
    const { message, nextStep, code } = request.failure;
    return [{ ...head, state: code === 'unsupported' ? 'unknown' : 'fail', message, ...definedOf({ fix: nextStep }) }];
  }
  if (!request.value) return [];
  const checks = [fitCheck(head, { request: request.value, pods: podsOf(workload, choices), text: gpuText(gpu) })];
  if (request.value.isShared) {
    const message = t('These GPUs are shared: several programs get a part of one, and its memory is not divided.');
    checks.push({ id: 'gpus:shared', title: t('GPUs'), state: 'warning', message });
  }
  return checks;
}

function requestOf(choices: KubernetesChoices, { nodes, pods }: KubernetesPreflightFacts) {
  const { cpus, memoryBytes, requests, toleratedTaints } = choices;
  const cpu = requests?.cpus ?? cpus;
  const memory = requests?.memoryBytes ?? memoryBytes;
  const amounts = new Map([
    ...(cpu === undefined ? [] : [['cpu', cpu] as const]),
    ...(memory === undefined ? [] : [['memory', memory] as const]),
  ]);
  return gpuRequest(choices.gpu, { amounts, ...definedOf({ nodes, pods, toleratedTaints }) });
}

function podsOf(workload: WorkloadSpec, { replicas }: KubernetesChoices): number {
  return workload.kind === 'run' ? workload.nodes : (replicas ?? workload.replicas);
}

function fitCheck(
  head: Pick<KubernetesCheck, 'id' | 'title'>,
  { request, pods, text }: { readonly request: GpuRequest; readonly pods: number; readonly text: string },
): KubernetesCheck {
  const { fits } = request;
  if (!fits?.now) {
    return { ...head, state: 'unknown', message: t('It cannot be seen what is free now: {0}.', text) };
  }
  if (fits.now.pods >= pods) {
    const message =
      fits.now.nodes === 1
        ? t('{0}: fits on one node now.', text)
        : t('{0}: fits on {1} nodes now.', text, fits.now.nodes);
    return { ...head, state: 'pass', message };
  }
  const message =
    pods === 1
      ? t('{0}: not free on one node now; number of nodes that could hold them: {1}.', text, fits.nodes)
      : t('{0} for each of {1} pods: {2} can be held now.', text, pods, fits.now.pods);
  return {
    ...head,
    state: 'warning',
    message,
    fix: t('It waits until others have ended. Ask for fewer, or for another model.'),
  };
}

/** An update without downtime needs room for one pod more. */
export function checkSurge(
  workload: WorkloadSpec,
  choices: KubernetesChoices,
  facts: KubernetesPreflightFacts,
): KubernetesCheck[] {
  if (workload.kind !== 'serve' || choices.update === 'inPlace' || !choices.gpu || choices.gpu.count === 0) return [];
  const request = requestOf(choices, facts);
  const free = request.ok ? request.value?.fits?.now?.pods : undefined;
  const wanted = podsOf(workload, choices) + 1;
  if (free === undefined || free >= wanted) return [];
  return [
    {
      id: 'surge',
      title: t('Updates'),
      state: 'warning',
      message: t('An update without downtime needs GPUs for {0} pods, and {1} can be held now.', wanted, free),
      fix: t('Choose updates in place: an old pod goes before the new one comes.'),
    },
  ];
}

/** Compares what the pods ask for with what is left of each quota. */
export function checkQuota(manifests: readonly Manifest[], { quotas }: KubernetesPreflightFacts): KubernetesCheck[] {
  const title = t('Quota');
  if (!quotas) return [{ id: 'quota', title, state: 'unknown', message: t('Quotas cannot be listed.') }];
  if (quotas.length === 0) return [{ id: 'quota', title, state: 'pass', message: t('There is no quota.') }];
  const wanted = wantedOf(manifests);
  const checks = quotas.flatMap((quota) =>
    Array.from(quota.hard).flatMap(([name, hard]): KubernetesCheck[] => {
      const used = quota.used.get(name) ?? 0;
      const asked = wanted.get(name) ?? 0;
      const id = `quota:${quota.meta.name}/${name}`;
      if (mustBeNamed(name) && wanted.has('pods') && !wanted.has(name)) {
        const message = t('Quota “{0}” limits {1}, and the pods do not name it.', quota.meta.name, name);
        return [{ id, title, state: 'fail', message, fix: t('Set cpu and memory under “resources”.') }];
      }
      if (asked === 0 || used + asked <= hard + 1e-9) return [];
      const message = t(
        'Quota “{0}” leaves {1} of {2}, and {3} are asked for.',
        quota.meta.name,
        shown(name, Math.max(0, hard - used)),
        name,
        shown(name, asked),
      );
      return [{ id, title, state: 'fail', message, fix: t('Ask for less, or remove what is not needed any more.') }];
    }),
  );
  return checks.length > 0 ? checks : [{ id: 'quota', title, state: 'pass', message: t('It fits the quota.') }];
}

/** A quota of these refuses pods that do not say how much they want. */
function mustBeNamed(name: string): boolean {
  return /^((requests|limits)\.)?(cpu|memory)$/.test(name);
}

function shown(name: string, amount: number): string {
  if (/memory|storage/.test(name)) return formatBytes(amount);
  return name.endsWith('cpu') ? formatCpus(amount) : String(amount);
}

/** What all pods of the manifests take together, by the names that quotas use. */
function wantedOf(manifests: readonly Manifest[]): ReadonlyMap<string, number> {
  const wanted = new Map<string, number>();
  const add = (name: string, amount: number) => wanted.set(name, (wanted.get(name) ?? 0) + amount);
  for (const manifest of manifests) {
    add(countName(manifest), 1);
    const pods = Number(fieldOf(manifest, 'spec', 'parallelism') ?? fieldOf(manifest, 'spec', 'replicas') ?? 1);
    const containers = fieldOf(manifest, 'spec', 'template', 'spec', 'containers');
    if (!Array.isArray(containers)) continue;
    add('pods', pods);
    for (const container of containers) {
      for (const [kind, name, amount] of amountsOf(container)) {
        add(`${kind}.${name}`, amount * pods);
        if (kind === 'requests' && /^(cpu|memory)$/.test(name)) add(name, amount * pods);
      }
    }
  }
  return wanted;
}

function countName({ apiVersion, kind }: Manifest): string {
  const [group, version] = apiVersion.split('/');
  const plural = `${kind.toLowerCase()}${/s$/i.test(kind) ? 'es' : 's'}`.replace(/ys$/, 'ies');
  return version === undefined ? `count/${plural}` : `count/${plural}.${group}`;
}

function* amountsOf(container: unknown): Generator<readonly ['requests' | 'limits', string, number]> {
  for (const kind of ['requests', 'limits'] as const) {
    const amounts = fieldOf(container, 'resources', kind);
    if (typeof amounts !== 'object' || amounts === null) continue;
    for (const [name, text] of Object.entries(amounts)) {
      const amount = parseQuantity(text);
      if (amount !== undefined) yield [kind, name, amount];
    }
  }
}
