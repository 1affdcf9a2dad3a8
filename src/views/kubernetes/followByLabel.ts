import { type Memento, window } from 'vscode';
import { storedValue } from '../../adapters/vscode/state.ts';
import { CANCELLED, fail, ok, type Result, sentencesOf } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ClusterSubject } from '../../domain/base/tree.ts';
import { selectionTitle } from '../../domain/cluster/keptLogTitle.ts';
import { parseLabelSelector } from '../../domain/cluster/labelSelector.ts';
import { podSelectionId } from '../../domain/cluster/logResource.ts';
import { isArrayOf, isShape, isString } from '../../protocol/checks.ts';
import { chooseCluster, chooseNamespace } from '../shared/choosePlace.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';

interface Used {
  readonly clusterId: string;
  readonly namespace: string;
  readonly selector: string;
}

const MOST = 20;

const areUsed = isArrayOf(isShape<Used>({ clusterId: isString, namespace: isString, selector: isString }));

/** Follows the logs of all pods that a label selector fits, those that come later, too. */
export async function followByLabel(
  deps: KubernetesDeps,
  memento: Memento,
  subject: ClusterSubject | undefined,
): Promise<Result<void>> {
  const title = t('Follow logs by label');
  const stored = storedValue(memento, 'trainyard.logs.selectors.v1', areUsed);
  const used = stored.get() ?? [];
  const cluster = subject
    ? await deps.clusters.cluster(subject.clusterId)
    : await chooseCluster(
        deps.clusters,
        title,
        used.map(({ clusterId }) => clusterId),
      );
  if (!cluster.ok) return cluster;
  const clusterId = cluster.value.connection.id;
  const here = used.filter((each) => each.clusterId === clusterId);
  const namespace = await chooseNamespace(
    cluster.value,
    title,
    here.map((each) => each.namespace),
  );
  if (!namespace.ok) return namespace;
  const last = here.find((each) => each.namespace === namespace.value)?.selector ?? '';
  const selector = await askSelector(`${title}: ${cluster.value.connection.label}/${namespace.value}`, last);
  if (selector === undefined) return fail(CANCELLED);
  const choice = { clusterId, namespace: namespace.value, selector };
  const others = used.filter((each) => each.clusterId !== clusterId || each.namespace !== namespace.value);
  await stored.set([choice, ...others].slice(0, MOST));
  const selection = { namespace: namespace.value, labels: new Map<string, string>(), expression: selector };
  await deps.commands.run('trainyard.logs.open', {
    engineId: clusterId,
    containerId: podSelectionId(selection),
    title: selectionTitle(selection),
  });
  return ok(undefined);
}

async function askSelector(title: string, last: string): Promise<string | undefined> {
  const typed = await window.showInputBox({
    title,
    value: last,
    prompt: t('Label selector, such as app=web,tier!=cache. Empty: all pods of the namespace'),
    ignoreFocusOut: true,
    validateInput: (text) => {
      const parsed = parseLabelSelector(text);
      return parsed.ok ? undefined : sentencesOf(parsed.failure);
    },
  });
  return typed?.trim();
}
