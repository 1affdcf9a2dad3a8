import { type Memento, window } from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { Node } from '../../domain/cluster/clusterObject.ts';
import { type LocalCluster, loadCommand, localCluster, localClusterText } from '../../domain/cluster/localCluster.ts';
import type { KubernetesFacts } from '../../domain/deploy/kubernetesChoices.ts';
import type { Engine } from '../../domain/engines/engineHub.ts';
import { ownImageName, parseImageRef, printImageRef } from '../../domain/images/imageRef.ts';
import type { Place } from '../shared/choosePlace.ts';
import { contextRegistry } from '../shared/namedRegistries.ts';
import { transferReport } from '../shared/transferReport.ts';
import type { ChosenWorkload } from './chooseWorkload.ts';
import { builtImage } from './obtainImage.ts';
import type { RunsDeps } from './register.ts';

type ClusterImage = KubernetesFacts['image'];

/**
 * How images get into a cluster: through a registry that its nodes pull from, by the program of a local cluster, or they are there already.
 * `shared`: the nodes run what the engine has.
 */
type ImageWay =
  | { readonly kind: 'registry'; readonly prefix: string }
  | { readonly kind: 'load'; readonly cluster: Loadable }
  | { readonly kind: 'present' }
  | { readonly kind: 'shared' };

type Loadable = Extract<LocalCluster, { readonly way: 'load' }>;

/** Where an image that is built here is wanted. */
export interface ImagePlace {
  readonly connection: Place['cluster']['connection'];
  /** Of the cluster, as far as they may be seen; they tell what kind of local cluster it is. */
  readonly nodes?: readonly Node[];
}

/**
 * The image of a workload as a cluster can have it. One that is built here is pushed to the registry that the user has named for the context, and is
 * deployed by its digest, or it is loaded into a local cluster under a name of its own: either way all pods run the same.
 */
export async function obtainClusterImage(
  deps: RunsDeps,
  chosen: ChosenWorkload,
  place: ImagePlace,
): Promise<Result<ClusterImage>> {
  const { workload } = chosen;
  if (workload.image.kind === 'image') return ok({ reference: workload.image.reference });
  const way = await chooseWay(deps.workspaceState, place);
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
  const brought =
    way.kind === 'registry'
      ? await push(engine.value, reference, way.prefix)
      : await nameOwn(deps, engine.value, { reference, id: found.value.id, way });
  return brought.ok ? ok({ ...brought.value, ...facts }) : brought;
}

interface Local {
  readonly reference: string;
  readonly id: string;
  readonly way: Exclude<ImageWay, { readonly kind: 'registry' }>;
}

/**
 * Gives the image a tag of its content, and loads it where that is needed. Under a tag that stays the same a Deployment would see no change, and
 * nodes would go on with the image that they know.
 */
async function nameOwn(
  { loadMachine }: RunsDeps,
  engine: Engine,
  { reference, id, way }: Local,
): Promise<Result<{ readonly reference: string }>> {
  const target = ownImageName(reference, id) ?? reference;
  return await withProgress(t('Bringing {0} into the cluster', target), async (report, signal) => {
    const tagged = await engine.images.tag(reference, target, signal);
    if (!tagged.ok) return tagged;
    if (way.kind !== 'load') return ok({ reference: target });
    const command = loadCommand(way.cluster, target, engine.connection);
    const loaded = await (await loadMachine()).loadImage(command, (line) => report(line), signal);
    return loaded.ok ? ok({ reference: target }) : loaded;
  });
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

/** Stand where a prefix would stand; neither is the name of a registry. */
const PRESENT = '';
const LOAD = 'load:';

const wayMemory = (memory: Memento, { label }: ImagePlace['connection']) => contextRegistry(memory, label);

/** Asked once a context, and remembered; the start form can ask anew. Where nodes share the images of the engine there is nothing to ask. */
async function chooseWay(memory: Memento, place: ImagePlace): Promise<ImageWay | undefined> {
  const known = knownWay(memory, place);
  return known ?? (await askWay(memory, place));
}

function knownWay(memory: Memento, { connection, nodes }: ImagePlace): ImageWay | undefined {
  const local = localCluster(connection, nodes);
  if (local?.way === 'shared') return { kind: 'shared' };
  const answer = wayMemory(memory, connection).get();
  return answer === undefined ? undefined : wayOf(answer, local);
}

/** Undefined: what was remembered does not fit any more. */
function wayOf(answer: string, local: Loadable | undefined): ImageWay | undefined {
  if (answer === LOAD) return local && { kind: 'load', cluster: local };
  return answer === PRESENT ? { kind: 'present' } : { kind: 'registry', prefix: answer };
}

/** Asks how an image gets to a cluster, whatever was answered before. */
export async function askWay(memory: Memento, { connection, nodes }: ImagePlace): Promise<ImageWay | undefined> {
  const local = localCluster(connection, nodes);
  const loadable = local?.way === 'load' ? local : undefined;
  const title = t('How does the image get to {0}?', connection.label);
  const items = [
    ...(loadable
      ? [
          {
            label: t('Load it into the {0}', localClusterText(loadable)),
            detail: t('By {0} on this machine; nothing is pushed anywhere.', loadable.program),
            answer: LOAD,
          },
        ]
      : []),
    {
      label: t('Through a registry…'),
      detail: t('It is pushed there, and the nodes pull it by its digest.'),
      answer: undefined,
    },
    {
      label: t('The nodes have it already'),
      detail: t('For a cluster on this machine that shares the images of the engine.'),
      answer: PRESENT,
    },
  ];
  const picked = await window.showQuickPick(items, { title, ignoreFocusOut: true });
  if (!picked) return undefined;
  const answer = picked.answer ?? (await askPrefix(title));
  if (answer === undefined) return undefined;
  await wayMemory(memory, connection).set(answer);
  return wayOf(answer, loadable);
}

/** For the start form. */
export function wayText(memory: Memento, place: ImagePlace): string {
  const way = knownWay(memory, place);
  switch (way?.kind) {
    case 'registry':
      return t('through {0}', way.prefix);
    case 'load':
      return t('loaded into the {0}', localClusterText(way.cluster));
    case 'present':
      return t('the nodes have it');
    case 'shared':
      return t('the nodes share the images of the engine');
    case undefined:
    default:
      return t('asked at the start');
  }
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
