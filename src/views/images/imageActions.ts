import { window } from 'vscode';
import type { Confirm } from '../../adapters/vscode/ask.ts';
import type { Notifier } from '../../adapters/vscode/notify.ts';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { formatBytes } from '../../domain/base/format.ts';
import { t } from '../../domain/base/text.ts';
import type { NodeSubject } from '../../domain/base/tree.ts';
import type { Engine, EngineHub } from '../../domain/engines/engineHub.ts';
import { wholeSnapshot } from '../../domain/engines/wholeSnapshot.ts';
import type { BuildStore } from '../../domain/images/buildStore.ts';
import { parseImageRef } from '../../domain/images/imageRef.ts';
import { layerDocument, layerReport } from '../../domain/images/layers.ts';
import { withTag } from '../../domain/images/planBuild.ts';
import type { LayerFiles } from '../../domain/images/ports.ts';
import type { ReadOnlyDocuments } from '../shared/readOnlyDocuments.ts';
import { subjectsOf } from '../shared/subjects.ts';
import { transferReport } from '../shared/transferReport.ts';

export interface ImageDeps {
  readonly hub: EngineHub;
  readonly notify: Notifier;
  readonly confirm: Confirm;
  readonly documents: ReadOnlyDocuments;
  readonly builds: BuildStore;
}

/** An image on an engine. `reference` is a tag where it has one. */
interface ImageTarget {
  readonly engine: Engine;
  readonly reference: string;
}

async function targetsOf(
  deps: ImageDeps,
  { clicked, selected, title }: { readonly clicked: unknown; readonly selected: unknown; readonly title: string },
): Promise<readonly ImageTarget[]> {
  const subjects = subjectsOf(clicked, selected);
  if (subjects.length === 0) {
    const picked = await pickImage(deps, title);
    return picked ? [picked] : [];
  }
  const targets = await Promise.all(subjects.map((subject) => targetOf(deps, subject)));
  return targets.filter((target) => target !== undefined);
}

async function targetOf({ hub, builds }: ImageDeps, subject: NodeSubject): Promise<ImageTarget | undefined> {
  const named = subject.kind === 'build' ? imageOfBuild(builds, subject.buildId) : imageOfRow(subject);
  const engine = named && (await hub.engine(named.engineId));
  return engine?.ok === true ? { engine: engine.value, reference: named?.reference ?? '' } : undefined;
}

interface NamedImage {
  readonly engineId: string;
  readonly reference: string;
}

function imageOfBuild(builds: BuildStore, id: string): NamedImage | undefined {
  const record = builds.find(id);
  const reference = record?.plan.tags[0] ?? record?.imageId;
  return record && reference !== undefined ? { engineId: record.engineId, reference } : undefined;
}

function imageOfRow(subject: NodeSubject): NamedImage | undefined {
  return subject.kind === 'image' ? { engineId: subject.engineId, reference: nameOrId(subject) } : undefined;
}

/** Rows of untagged images carry a short id as their name; the whole one is safer. */
function nameOrId({ name, imageId }: { readonly name: string; readonly imageId: string }): string {
  return parseImageRef(name) && /[:@/]/.test(name) ? name : imageId;
}

async function pickImage({ hub, notify }: ImageDeps, title: string): Promise<ImageTarget | undefined> {
  const engine = await hub.current();
  if (!engine.ok) {
    notify.failure(engine.failure);
    return undefined;
  }
  const watched = engine.value.reader.watch();
  try {
    const snapshot = await wholeSnapshot(watched, new AbortController().signal);
    if (!snapshot.ok) {
      notify.failure(snapshot.failure);
      return undefined;
    }
    const items = snapshot.value.images.flatMap(({ tags, sizeBytes }) =>
      tags.map((label) => ({ label, description: formatBytes(sizeBytes) })),
    );
    const picked = await window.showQuickPick(items, {
      title,
      placeHolder: items.length === 0 ? t('The engine has no image with a name') : '',
    });
    return picked && { engine: engine.value, reference: picked.label };
  } finally {
    watched.dispose();
  }
}

/** A name without a registry would go to Docker Hub, so it is asked where to. */
async function push({ notify }: ImageDeps, { engine, reference }: ImageTarget): Promise<Result<void>> {
  const parsed = parseImageRef(reference);
  const isLocalName = parsed?.registry === 'docker.io' && parsed.repository.startsWith('library/');
  const target =
    parsed && !isLocalName
      ? reference
      : await askName(t('Push to'), t('Registry and name, for example registry.example.com/team/train:1'), reference);
  if (target === undefined) return fail(CANCELLED);
  const pushed = await withProgress(t('Pushing {0}', target), async (report, signal) => {
    if (target !== reference) {
      const tagged = await engine.images.tag(reference, target, signal);
      if (!tagged.ok) return tagged;
    }
    return await engine.images.push(target, transferReport(report), signal);
  });
  if (!pushed.ok) return pushed;
  notify.info(
    pushed.value.digest === undefined
      ? t('{0} is pushed.', target)
      : t('{0} is pushed: {1}', target, pushed.value.digest),
  );
  return ok(undefined);
}

async function askName(title: string, prompt: string, value: string): Promise<string | undefined> {
  const name = await window.showInputBox({
    title,
    prompt,
    value,
    ignoreFocusOut: true,
    validateInput: (text) => (parseImageRef(text) ? undefined : t('{0} is not a valid image name.', text)),
  });
  return name === undefined ? undefined : withTag(name);
}

async function tag({ notify }: ImageDeps, { engine, reference }: ImageTarget): Promise<Result<void>> {
  const name = await askName(
    t('Tag {0}', reference),
    t('A further name for the image'),
    parseImageRef(reference) ? reference : '',
  );
  if (name === undefined) return fail(CANCELLED);
  const tagged = await engine.images.tag(reference, name, new AbortController().signal);
  if (tagged.ok) notify.info(t('{0} is now also {1}.', reference, name));
  return tagged;
}

async function pull({ hub, notify }: ImageDeps): Promise<Result<void>> {
  const engine = await hub.current();
  if (!engine.ok) return engine;
  const name = await askName(t('Pull an image'), t('Name of the image, for example python:3.13-slim'), '');
  if (name === undefined) return fail(CANCELLED);
  const pulled = await withProgress(t('Pulling {0}', name), (report, signal) =>
    engine.value.images.pull(name, transferReport(report), signal),
  );
  if (pulled.ok) notify.info(t('{0} is pulled.', name));
  return pulled.ok ? ok(undefined) : pulled;
}

async function remove({ confirm }: ImageDeps, targets: readonly ImageTarget[]): Promise<Result<void>> {
  const names = targets.map(({ reference }) => reference);
  const [first = ''] = names;
  const message = targets.length === 1 ? t('Remove the image {0}?', first) : t('Remove {0} images?', targets.length);
  const isSure = await confirm({
    message,
    detail: [...names, t('Layers that no other image uses are deleted from the engine.')].join('\n'),
    verb: t('Remove'),
  });
  if (!isSure) return fail(CANCELLED);
  return await withProgress(t('Removing images'), async (report, signal) => {
    for (const [index, { engine, reference }] of targets.entries()) {
      report(reference, index / targets.length);
      const removed = await engine.images.remove(reference, false, signal);
      if (!removed.ok) return removed;
    }
    return ok(undefined);
  });
}

async function showLayers(
  { documents }: ImageDeps,
  { engine, reference }: ImageTarget,
  withFiles: boolean,
): Promise<Result<void>> {
  const report = await withProgress(t('Reading the layers of {0}', reference), async (told, signal) => {
    const history = await engine.images.history(reference, signal);
    if (!history.ok) return history;
    const files = withFiles
      ? await engine.images.layerFiles(
          reference,
          ({ doneBytes }) => told(t('{0} read', formatBytes(doneBytes))),
          signal,
        )
      : ok<readonly LayerFiles[]>([]);
    return files.ok ? ok(layerDocument(reference, layerReport(history.value, files.value), withFiles)) : files;
  });
  if (!report.ok) return report;
  await documents.show(t('{0} layers.txt', reference), report.value);
  return ok(undefined);
}

/** The image of the clicked row, of the subject that was handed over, or the one that the user picks. */
async function one(
  deps: ImageDeps,
  rows: ImageRows,
  { title, act }: { readonly title: string; readonly act: (target: ImageTarget) => Promise<Result<unknown>> },
): Promise<Result<unknown>> {
  const [target] = await targetsOf(deps, { ...rows, title });
  return target ? await act(target) : fail(CANCELLED);
}

/** What a command was called with. */
interface ImageRows {
  readonly clicked: unknown;
  readonly selected: unknown;
}

/** Everything that can be done with an image that is there: from both trees, from messages and from the palette. */
export const IMAGE_ACTIONS = {
  push: (deps: ImageDeps, rows: ImageRows) =>
    one(deps, rows, { title: t('Push which image?'), act: (target) => push(deps, target) }),
  tag: (deps: ImageDeps, rows: ImageRows) =>
    one(deps, rows, { title: t('Tag which image?'), act: (target) => tag(deps, target) }),
  showLayers: (deps: ImageDeps, rows: ImageRows) =>
    one(deps, rows, { title: t('Show the layers of which image?'), act: (target) => showLayers(deps, target, false) }),
  showLayerFiles: (deps: ImageDeps, rows: ImageRows) =>
    one(deps, rows, { title: t('Show the layers of which image?'), act: (target) => showLayers(deps, target, true) }),
  pull: (deps: ImageDeps) => pull(deps),
  remove: async (deps: ImageDeps, rows: ImageRows) => {
    const targets = await targetsOf(deps, { ...rows, title: t('Remove which image?') });
    return targets.length === 0 ? fail(CANCELLED) : await remove(deps, targets);
  },
};
