import { type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { kindOfManifest } from '../../domain/cluster/kindOfManifest.ts';
import { SECRET_KIND } from '../../domain/cluster/knownKinds.ts';
import type { Manifest } from '../../domain/cluster/ports.ts';
import type { KubernetesChoices } from '../../domain/deploy/kubernetesChoices.ts';
import {
  type KubernetesCheck,
  kubernetesPreflight,
  type KubernetesPreflightFacts,
  wouldBeRefused,
} from '../../domain/deploy/kubernetesPreflight.ts';
import { podsToTry } from '../../domain/deploy/kubernetesPreflightPods.ts';
import { claimsOf, readClaimZones } from '../../domain/deploy/claimZones.ts';
import { readPullSecrets } from '../../domain/deploy/pullSecrets.ts';
import { askRegistry, type RegistryImage, type RegistryReader } from '../../domain/images/registryImage.ts';
import type { WorkloadSpec } from '../../domain/deploy/spec.ts';
import { placeText } from '../shared/contextProtection.ts';
import type { Place } from '../shared/choosePlace.ts';
import type { ClusterRead } from './clusterRead.ts';

export interface ClusterStart {
  readonly workload: WorkloadSpec;
  readonly place: Place;
  readonly read: ClusterRead;
  readonly choices: KubernetesChoices;
  readonly plan: Result<readonly Manifest[]>;
  readonly image: string;
  readonly registry: RegistryReader;
}

const ICONS = { pass: '$(pass)', warning: '$(warning)', fail: '$(error)', unknown: '$(question)' } as const;
const WORDS = {
  pass: () => t('ok'),
  warning: () => t('warning'),
  fail: () => t('problem'),
  unknown: () => t('not known'),
};

/**
 * Checks a start and shows the list when there is more than good news. The value is given when the user wants it: what the registry said of the
 * image, where it was asked.
 */
export async function checkClusterStart(start: ClusterStart): Promise<Result<RegistryImage | undefined>> {
  const { label } = start.place.cluster.connection;
  const found = await withProgress(t('Checking with {0}', label), async (_report, signal) =>
    ok(await factsOf(start, signal)),
  );
  if (!found.ok) return found;
  const { answer } = found.value.image;
  const image = answer?.ok === true ? answer.value : undefined;
  const checks = kubernetesPreflight(start.workload, start.plan, { choices: start.choices, facts: found.value });
  if (checks.every(({ state }) => state === 'pass')) return ok(image);
  return (await showChecks(start, checks)) ? ok(image) : fail(CANCELLED);
}

/** Asks the registry for an image that is not made here. */
async function imageFacts(
  { workload: { image }, image: reference, choices, place, registry }: ClusterStart,
  signal: AbortSignal,
): Promise<KubernetesPreflightFacts['image']> {
  if (image.kind === 'build') return { reference, whyNotAsked: t('{0} is built after this check.', reference) };
  if (image.pull === 'never') {
    return { reference, whyNotAsked: t('{0} is never pulled (“pull: never”), so the nodes must have it.', reference) };
  }
  const secrets = await readPullSecrets(place.cluster.reader, place.namespace, choices, signal);
  return { reference, answer: await askRegistry(registry, reference, secrets, signal) };
}

async function factsOf(start: ClusterStart, signal: AbortSignal): Promise<KubernetesPreflightFacts> {
  const { place, read, plan } = start;
  const { cluster, namespace } = place;
  // A registry that is slow to answer does not hold up the questions to the cluster.
  const image = imageFacts(start, signal);
  const claims = claimsOf(start.workload, start.choices);
  const zones = readClaimZones(cluster.reader, read.claims ?? [], claims, signal);
  const manifests = plan.ok ? plan.value : [];
  const kinds = await cluster.reader.kinds(signal);
  const mayCreate = new Map<string, Result<boolean>>();
  for (const manifest of manifests) {
    const { kind } = manifest;
    if (mayCreate.has(kind) || !kinds.ok) continue;
    const resource = kindOfManifest(manifest, kinds.value);
    if (resource) mayCreate.set(kind, await cluster.reader.may({ verb: 'create', resource, namespace }, signal));
  }
  const dryRun = new Map<string, Result<unknown>>();
  // Pods are asked about apart: the server takes a Job whose pods it will refuse.
  for (const manifest of [...manifests, ...podsToTry(manifests)]) {
    const options = { dryRun: true, force: false, namespace };
    dryRun.set(`${manifest.kind}/${manifest.metadata.name}`, await cluster.control.apply(manifest, options, signal));
  }
  const secrets = await secretsOf(place, signal);
  return {
    namespace,
    mayCreate,
    dryRun,
    image: await image,
    claimZones: await zones,
    ...(read.namespaces ? { namespaces: read.namespaces } : {}),
    ...(read.nodes ? { nodes: read.nodes } : {}),
    ...(read.pods ? { pods: read.pods } : {}),
    ...(read.quotas ? { quotas: read.quotas } : {}),
    ...(read.claims ? { claims: read.claims } : {}),
    ...(secrets ? { secrets } : {}),
  };
}

/** Names and keys only: a table of secrets holds no value. */
async function secretsOf(
  { cluster, namespace }: Place,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, undefined> | undefined> {
  const table = await cluster.reader.table(SECRET_KIND, namespace, 500, signal);
  return table.ok ? new Map(table.value.rows.map(({ meta }) => [meta.name, undefined])) : undefined;
}

interface CheckItem extends QuickPickItem {
  readonly isStart?: boolean;
}

async function showChecks({ workload, place }: ClusterStart, checks: readonly KubernetesCheck[]): Promise<boolean> {
  const where = placeText(place.cluster.connection.label, place.namespace);
  const isRefused = wouldBeRefused(checks);
  const hasProblem = checks.some(({ state }) => state === 'fail');
  const start: CheckItem = {
    label: hasProblem ? `$(debug-continue) ${t('Start in {0} anyway', where)}` : `$(play) ${t('Start in {0}', where)}`,
    isStart: true,
  };
  const items: CheckItem[] = [
    ...(isRefused ? [] : [start, { label: t('What was found'), kind: QuickPickItemKind.Separator }]),
    ...checks.map((check) => ({
      label: `${ICONS[check.state]} ${check.title}`,
      description: WORDS[check.state](),
      detail: check.fix === undefined ? check.message : `${check.message} ${check.fix}`,
    })),
  ];
  const title = hasProblem
    ? t('{0} would fail in {1}', workload.name, where)
    : t('Before {0} starts in {1}', workload.name, where);
  const placeHolder = t('Escape goes back without starting anything');
  const picked = await window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true });
  return picked?.isStart === true;
}
