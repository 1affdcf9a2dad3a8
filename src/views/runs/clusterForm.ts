import { type QuickPickItem, QuickPickItemKind } from 'vscode';
import { t } from '../../domain/base/text.ts';
import type { Claim } from '../../domain/cluster/clusterObject.ts';
import type { KubernetesPlace } from '../../domain/deploy/kubernetesChoices.ts';
import { formatBytes, parseBytes } from '../../domain/deploy/resources.ts';
import type { ServeSpec, WorkloadSpec } from '../../domain/deploy/spec.ts';
import {
  autoscaleText,
  parseAutoscale,
  type PlaceToChoose,
  placesToChoose,
  placeText,
  serverChoices,
  withCluster,
  withPlace,
} from '../../domain/runs/clusterChoices.ts';
import type { RunChoices } from '../../domain/runs/runChoices.ts';
import { debugRow } from './debugRow.ts';
import type { FormRow } from '../shared/choiceForm.ts';
import { askItem, askText } from '../shared/questions.ts';

export interface ClusterFormFacts {
  /** Of the namespace; absent: they may not be listed. */
  readonly claims?: readonly Claim[];
  /** How an image that is built here gets to the nodes; absent: none is built. */
  readonly image?: { readonly text: () => string; readonly change: () => Promise<unknown> };
}

/** Rows of the run form that only a cluster has. */
export function clusterRows(
  workload: WorkloadSpec,
  facts: ClusterFormFacts,
  choices: RunChoices,
): readonly FormRow<RunChoices>[] {
  const places = placesToChoose(workload);
  const { image } = facts;
  const imageRow = image && {
    label: `$(package) ${t('Image')}`,
    description: image.text(),
    change: async (now: RunChoices) => {
      await image.change();
      return now;
    },
  };
  return [
    ...(imageRow ? [imageRow] : []),
    ...(places.length === 0 ? [] : [{ label: t('Folders'), kind: QuickPickItemKind.Separator }]),
    ...places.map((place) => ({
      label: `$(database) ${place.path}`,
      description: placeText(place, choices.cluster?.places?.get(place.path)),
      ...(place.instead === undefined
        ? {}
        : { detail: t('Here it is {0}, which a cluster cannot see.', place.instead) }),
      change: (now: RunChoices) => askPlace(now, place, facts),
    })),
    ...(workload.kind === 'serve' ? serverRows(workload, choices) : [debugRow(workload, choices)]),
  ];
}

interface PlaceItem extends QuickPickItem {
  readonly place?: KubernetesPlace;
  readonly isTyped?: boolean;
}

async function askPlace(
  choices: RunChoices,
  { path }: PlaceToChoose,
  { claims }: ClusterFormFacts,
): Promise<RunChoices | undefined> {
  const items: PlaceItem[] = [
    { label: `$(folder) ${t('Empty folder on the node…')}`, description: t('goes with the pod') },
    ...(claims ?? []).map((claim) => ({
      label: `$(database) ${claim.meta.name}`,
      description: claimText(claim),
      place: { kind: 'claim' as const, claim: claim.meta.name },
    })),
    ...(claims ? [] : [{ label: `$(database) ${t('A claim by name…')}`, isTyped: true }]),
  ];
  const placeholder = claims
    ? t('What is to be at this path in the cluster')
    : t('What is to be at this path in the cluster (you may not list its claims)');
  const picked = await askItem(items, { title: path, placeholder });
  if (!picked) return undefined;
  if (picked.place) return withPlace(choices, path, picked.place);
  const place = picked.isTyped === true ? await typeClaim(path) : await typeSize(path);
  return place && withPlace(choices, path, place);
}

function claimText({ phase, capacityBytes, accessModes }: Claim): string {
  const size = capacityBytes === undefined ? undefined : formatBytes(capacityBytes);
  return [size, accessModes.join(', '), phase].filter((part) => part !== undefined && part !== '').join(' · ');
}

async function typeClaim(path: string): Promise<KubernetesPlace | undefined> {
  const claim = await askText({
    title: path,
    value: '',
    prompt: t('Name of the PersistentVolumeClaim'),
    problemOf: (text) =>
      /^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/.test(text) ? undefined : t('Not a name of a claim.'),
  });
  return claim === undefined ? undefined : { kind: 'claim', claim };
}

async function typeSize(path: string): Promise<KubernetesPlace | undefined> {
  const text = await askText({
    title: path,
    value: '',
    prompt: t('Most that the pod may write, for example 20Gi. Empty: no limit.'),
    problemOf: (value) => {
      const size = value.trim() === '' ? undefined : parseBytes(value.trim());
      return size?.ok === false ? size.failure.message : undefined;
    },
  });
  if (text === undefined) return undefined;
  const size = text.trim() === '' ? undefined : parseBytes(text.trim());
  return size?.ok === true ? { kind: 'scratch', sizeBytes: size.value } : { kind: 'scratch' };
}

function serverRows(workload: ServeSpec, choices: RunChoices): readonly FormRow<RunChoices>[] {
  const { autoscale, mostUnavailable, ingressHost } = serverChoices(workload, choices.cluster ?? {});
  const replicas = choices.cluster?.replicas ?? workload.replicas;
  return [
    { label: t('Server'), kind: QuickPickItemKind.Separator },
    {
      label: `$(versions) ${t('Replicas')}`,
      description: autoscale ? t('left to the autoscaler') : String(replicas),
      change: (now) => askReplicas(now, replicas),
    },
    {
      label: `$(graph-line) ${t('Autoscaler')}`,
      description: autoscaleText(autoscale),
      change: (now) => askAutoscale(now, autoscale ? autoscaleText(autoscale) : ''),
    },
    {
      label: `$(shield) ${t('Disruption budget')}`,
      description: mostUnavailable === undefined ? t('none') : t('{0} may be away at once', mostUnavailable),
      change: (now) => askDisruption(now, mostUnavailable),
    },
    ...(workload.ports.length === 0
      ? []
      : [
          {
            label: `$(globe) ${t('Ingress')}`,
            description: ingressHost ?? t('none'),
            change: (now: RunChoices) => askHost(now, ingressHost ?? ''),
          },
        ]),
  ];
}

const WHOLE = /^\d{1,5}$/;

async function askReplicas(choices: RunChoices, replicas: number): Promise<RunChoices | undefined> {
  const text = await askText({
    title: t('Replicas'),
    value: String(replicas),
    prompt: t('Pods that serve at once'),
    problemOf: (value) => (WHOLE.test(value) ? undefined : t('Write a whole number.')),
  });
  return text === undefined ? undefined : withCluster(choices, { replicas: Number(text) });
}

async function askAutoscale(choices: RunChoices, value: string): Promise<RunChoices | undefined> {
  const text = await askText({
    title: t('Autoscaler'),
    value,
    prompt: t('Fewest and most replicas and the use of the cores, like 1-5 at 80%. Empty: none.'),
    problemOf: (typed) => {
      const parsed = parseAutoscale(typed);
      return parsed.ok ? undefined : parsed.failure.message;
    },
  });
  const parsed = text === undefined ? undefined : parseAutoscale(text);
  return parsed?.ok === true ? withCluster(choices, { autoscale: parsed.value }) : undefined;
}

async function askDisruption(choices: RunChoices, now: number | undefined): Promise<RunChoices | undefined> {
  const text = await askText({
    title: t('Disruption budget'),
    value: now === undefined ? '' : String(now),
    prompt: t('Pods that a drain of nodes may take away at once. Empty: no budget.'),
    problemOf: (value) =>
      value === '' || /^[1-9]\d{0,4}$/.test(value) ? undefined : t('Write a whole number from 1.'),
  });
  if (text === undefined) return undefined;
  return withCluster(choices, { mostUnavailable: text === '' ? 'none' : Number(text) });
}

async function askHost(choices: RunChoices, value: string): Promise<RunChoices | undefined> {
  const text = await askText({
    title: t('Ingress'),
    value,
    prompt: t('Host under which the first port is reached, like model.example.com. Empty: none.'),
    problemOf: (typed) =>
      typed === '' || /^(\*\.)?[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?$/.test(typed) ? undefined : t('Not a host name.'),
  });
  return text === undefined ? undefined : withCluster(choices, { ingressHost: text });
}
