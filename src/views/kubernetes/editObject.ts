import { FileSystemError, languages, Uri, window, workspace } from 'vscode';
import { type Failure, fail, ok, type Result, sentencesOf } from '../../domain/base/failure.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { Manifest, ManifestText } from '../../domain/cluster/ports.ts';
import { editedObject } from '../../domain/cluster/objectText.ts';
import { shownSides } from '../../domain/deploy/change.ts';
import { isObject, mergePatch } from '../../domain/deploy/plainData.ts';
import { placePath } from '../shared/contextProtection.ts';
import type { ChangeDiffs } from './changeDiffs.ts';
import { type ClusterTarget, fullName } from './clusterTarget.ts';
import { confirmProtected } from '../shared/confirmLoss.ts';
import { createEditDocuments } from '../shared/editDocuments.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';
import { lookItem, type ReviewItem, reviewChanges } from './reviewChanges.ts';

/** Of objects that are being edited. */
const SCHEME = 'trainyard-object';

interface Edited {
  readonly target: ClusterTarget;
  /** As it was read last: the change is what differs from it. */
  before: Manifest;
}

/** Objects that are edited as YAML; to save one shows what would change and applies it. */
export class ObjectEditor implements Disposable {
  readonly #deps: KubernetesDeps;
  readonly #diffs: ChangeDiffs;
  readonly #store = new DisposableStore();
  readonly #edited = new Map<string, Edited>();
  readonly #documents = this.#store.add(
    createEditDocuments({
      scheme: SCHEME,
      refusal: t('A cluster is changed only when you save yourself. Your changes stay in the editor.'),
      save: (uri, text) => this.#save(uri, text),
    }),
  );

  constructor(deps: KubernetesDeps, diffs: ChangeDiffs) {
    this.#deps = deps;
    this.#diffs = diffs;
  }

  /** Opens the object for editing. */
  async edit(target: ClusterTarget, signal: AbortSignal): Promise<Result<void>> {
    const read = await this.#read(target, signal);
    if (!read.ok) return read;
    const { ref, cluster } = target;
    const folder = [cluster.connection.label, ref.namespace ?? '', ref.resource.kind];
    const path = `/${[...folder, `${ref.name}.yaml`].map((part) => part.replaceAll('/', '∕')).join('/')}`;
    const uri = Uri.from({ scheme: SCHEME, path });
    this.#edited.set(uri.toString(), { target, before: read.value });
    this.#documents.set(uri, await (await this.#deps.loadManifestText()).print(read.value));
    const document = await workspace.openTextDocument(uri);
    await languages.setTextDocumentLanguage(document, 'yaml');
    await window.showTextDocument(document, { preview: false });
    return ok(undefined);
  }

  dispose(): void {
    this.#store.dispose();
    this.#edited.clear();
  }

  async #read({ cluster, ref }: ClusterTarget, signal: AbortSignal): Promise<Result<Manifest>> {
    const object = await cluster.reader.get(ref, signal);
    if (!object.ok) return object;
    return await manifestOf(await this.#deps.loadManifestText(), object.value, ref.name);
  }

  async #save(uri: Uri, text: string): Promise<string> {
    const edited = this.#edited.get(uri.toString());
    if (!edited) throw FileSystemError.FileNotFound(uri);
    const saved = await this.#apply(edited, text, uri.path);
    if (!saved.ok) throw FileSystemError.Unavailable(sentencesOf(saved.failure));
    edited.before = saved.value;
    return await (await this.#deps.loadManifestText()).print(saved.value);
  }

  async #apply({ target, before }: Edited, text: string, path: string): Promise<Result<Manifest>> {
    const { cluster, ref } = target;
    const manifests = await this.#deps.loadManifestText();
    const parsed = await manifests.parse(text, path);
    if (!parsed.ok) return parsed;
    const [after] = parsed.value;
    if (!after || parsed.value.length > 1) return fail(invalid(t('There must be one object in the document.')));
    if (after.kind !== before.kind || after.metadata.name !== ref.name) {
      return fail(invalid(t('Kind and name cannot be changed: this is {0} {1}.', before.kind, ref.name)));
    }
    const patch = mergePatch(before, after);
    if (!isObject(patch)) return ok(before);
    // With the version that was read: a change that somebody else made meanwhile is a conflict and not overwritten.
    const versioned = withVersion(patch, before);
    const { signal } = new AbortController();
    const checked = await cluster.control.patch(ref, versioned, { dryRun: true }, signal);
    if (!checked.ok) return checked;
    const confirmed = await this.#review(target, { before, after: checked.value }, manifests);
    if (!confirmed) return fail({ code: 'cancelled', message: t('Not applied: your changes stay in the editor.') });
    const applied = await cluster.control.patch(ref, versioned, {}, signal);
    return applied.ok ? manifestOf(manifests, applied.value, ref.name) : applied;
  }

  /** What the server would make of it beside what is there; a change that it does not take over, as of a status, shows nothing. */
  async #review(
    target: ClusterTarget,
    { before, after }: { readonly before: unknown; readonly after: unknown },
    manifests: ManifestText,
  ): Promise<boolean> {
    const { cluster, ref } = target;
    const where = placePath(cluster.connection.label, ref.namespace);
    const sides = shownSides(before, after);
    const name = `${ref.resource.kind} ${ref.name}`;
    const pair = { name, before: await manifests.print(sides.before), after: await manifests.print(sides.after) };
    const items: readonly ReviewItem<'apply'>[] = [
      { label: `$(cloud-upload) ${t('Apply it to {0}', where)}`, decision: 'apply' },
      ...lookItem([pair]),
      { label: `$(close) ${t('Cancel')}`, description: t('your changes stay in the editor') },
    ];
    const title = t('Apply your changes to {0}?', fullName(target));
    const decision = await reviewChanges(this.#diffs, { title, where, pairs: [pair], items });
    if (decision === undefined) return false;
    return (await confirmProtected(this.#deps, cluster, { message: title, verb: t('Apply'), name: ref.name })).ok;
  }
}

function withVersion(patch: Readonly<Record<string, unknown>>, before: Manifest): object {
  const { metadata } = patch;
  const changes = isObject(metadata) ? metadata : {};
  return { ...patch, metadata: { ...changes, resourceVersion: before.metadata['resourceVersion'] } };
}

/** Through text and back, so that both sides of a comparison were read by the same reader. */
async function manifestOf(manifests: ManifestText, object: unknown, name: string): Promise<Result<Manifest>> {
  const edited = editedObject(object);
  const parsed = await manifests.parse(await manifests.print(edited), `${name}.yaml`);
  if (!parsed.ok) return parsed;
  const [manifest] = parsed.value;
  return manifest ? ok(manifest) : fail(invalid(t('The cluster sent no object for {0}.', name)));
}

function invalid(message: string): Failure {
  return { code: 'invalid', message };
}
