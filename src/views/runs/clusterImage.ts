import { type Memento, window } from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { storedValue } from '../../adapters/vscode/state.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { KubernetesFacts } from '../../domain/deploy/kubernetesChoices.ts';
import type { Engine } from '../../domain/engines/engineHub.ts';
import { parseImageRef, printImageRef } from '../../domain/images/imageRef.ts';
import type { Place } from '../shared/choosePlace.ts';
import { transferReport } from '../shared/transferReport.ts';
import type { ChosenWorkload } from './chooseWorkload.ts';
import { builtImage } from './obtainImage.ts';
import type { RunsDeps } from './register.ts';

type ClusterImage = KubernetesFacts['image'];

/** How images get into a cluster: through a registry that its nodes pull from, or they are there already. */
type ImageWay = { readonly kind: 'registry'; readonly prefix: string } | { readonly kind: 'present' };

/**
 * The image of a workload as a cluster can have it. One that is built here is pushed to the registry that the user has named for the context,
 * and is deployed by its digest, so that all pods run the same.
 */
export async function obtainClusterImage(
  deps: RunsDeps,
  chosen: ChosenWorkload,
  place: Place,
): Promise<Result<ClusterImage>> {
  const { workload } = chosen;
  if (workload.image.kind === 'image') return ok({ reference: workload.image.reference });
  const way = await chooseWay(deps.workspaceState, place.cluster.connection.label);
  if (!way) return fail(CANCELLED);
  const engine = await deps.hub.current();
  if (!engine.ok) return engine;
  const built = await builtImage(deps, chosen, engine.value.connection.id);
  if (!built.ok) return built;
  const reference = built.value;
  const found = await engine.value.images.find(reference, new AbortController().signal);
  if (!found.ok) return found;
  const facts = { user: found.value.user, architectures: [found.value.architecture] };
  if (way.kind === 'present') return ok({ reference, ...facts });
  const pushed = await push(engine.value, reference, way.prefix);
  return pushed.ok ? ok({ ...pushed.value, ...facts }) : pushed;
}

async function push(
  engine: Engine,
  reference: string,
  prefix: string,
): Promise<Result<{ readonly reference: string; readonly digest?: string }>> {
  const target = inRegistry(reference, prefix);
  return await withProgress(t('Pushing {0}', target), async (report, signal) => {
    const tagged = await engine.images.tag(reference, target, signal);
    if (!tagged.ok) return tagged;
    const pushed = await engine.images.push(target, transferReport(report), signal);
    if (!pushed.ok) return pushed;
    const { digest } = pushed.value;
    if (digest === undefined) return ok({ reference: target });
    return ok({ reference: `${target.replace(/:[^:/]+$/, '')}@${digest}`, digest });
  });
}

/** `train:latest` in `registry.example/team` is `registry.example/team/train:latest`; a name of that registry stays. */
function inRegistry(reference: string, prefix: string): string {
  const parsed = parseImageRef(reference);
  if (!parsed) return reference;
  const full = printImageRef(parsed);
  if (full.startsWith(`${prefix}/`)) return full;
  const name = parsed.repository.replace(/^library\//, '');
  return `${prefix}/${name}:${parsed.tag ?? 'latest'}`;
}

const isText = (value: unknown): value is string => typeof value === 'string';
/** Stands for "the cluster has the image already" where a prefix would stand. */
const PRESENT = '';

/** Asked once a context; remembered, and asked anew when the memory is cleared by choosing another way. */
async function chooseWay(memory: Memento, context: string): Promise<ImageWay | undefined> {
  const stored = storedValue(memory, `trainyard.clusters.registry.v1:${context}`, isText);
  const known = stored.get();
  if (known !== undefined) return wayOf(known);
  const title = t('How does the image get to {0}?', context);
  const items = [
    {
      label: t('Through a registry…'),
      detail: t('It is pushed there, and the nodes pull it by its digest.'),
      kindOf: 'registry' as const,
    },
    {
      label: t('The nodes have it already'),
      detail: t('For a cluster on this machine that shares the images of the engine.'),
      kindOf: 'present' as const,
    },
  ];
  const picked = await window.showQuickPick(items, { title, ignoreFocusOut: true });
  if (!picked) return undefined;
  const answer = picked.kindOf === 'present' ? PRESENT : await askPrefix(title);
  if (answer === undefined) return undefined;
  await stored.set(answer);
  return wayOf(answer);
}

function wayOf(prefix: string): ImageWay {
  return prefix === PRESENT ? { kind: 'present' } : { kind: 'registry', prefix };
}

async function askPrefix(title: string): Promise<string | undefined> {
  const text = await window.showInputBox({
    title,
    prompt: t('Registry and folder, for example registry.example.com/team'),
    ignoreFocusOut: true,
    validateInput: (value) =>
      parseImageRef(`${value.replace(/\/+$/, '')}/x`) ? undefined : t('{0} is not the name of a registry.', value),
  });
  return text?.replace(/\/+$/, '');
}
