import { commands, Range, type TextDocument, type Uri, window, workspace, WorkspaceEdit } from 'vscode';
import type { NotifyAction } from '../../adapters/vscode/notify.ts';
import { t } from '../../domain/base/text.ts';
import type { WantedManifest } from '../../domain/cluster/ports.ts';
import type { ManifestFix, Situation } from '../../domain/scheduling/diagnosis.ts';
import type { ClusterTarget } from './clusterTarget.ts';
import type { KubernetesTools } from './kubernetesActions.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';

interface Found {
  readonly uri: Uri;
  readonly wanted: WantedManifest;
}

/**
 * The button that mends the cause in the manifest, where that is open in an editor or was applied from a file. Undefined: there is no such file, or the
 * fix does not go into it safely. Nothing is saved or applied by it.
 */
export async function fixOffer(
  deps: KubernetesDeps,
  tools: KubernetesTools,
  {
    target,
    situation,
    fix,
  }: { readonly target: ClusterTarget; readonly situation: Situation; readonly fix: ManifestFix },
): Promise<NotifyAction | undefined> {
  const manifests = await deps.loadManifestText();
  const wanted = wantedOf(target, situation);
  for (const document of await candidates(tools, target, wanted)) {
    const text = document.getText();
    const edits = await Promise.all(wanted.map((one) => manifests.fix(text, one, fix)));
    const fitting = wanted.find((_one, index) => edits[index] !== undefined);
    if (!fitting) continue;
    const found = { uri: document.uri, wanted: fitting };
    return { title: t('Fix in {0}', nameOf(document.uri)), run: () => fixInFile(deps, tools, found, fix) };
  }
  return undefined;
}

/** The object itself and what stands above it: a Pod is written as a Deployment. */
function wantedOf({ ref }: ClusterTarget, { workloads }: Situation): readonly WantedManifest[] {
  const namespace = ref.namespace ?? '';
  const own = { kind: ref.resource.kind, name: ref.name, namespace };
  return [own, ...workloads.map(({ resource, meta }) => ({ kind: resource.kind, name: meta.name, namespace }))];
}

/** What is open comes first: it is what the user works on. */
async function candidates(
  { origins }: KubernetesTools,
  { cluster }: ClusterTarget,
  wanted: readonly WantedManifest[],
): Promise<readonly TextDocument[]> {
  const open = workspace.textDocuments.filter(
    ({ languageId, uri }) => /^(?:yaml|json)/.test(languageId) && isFile(uri),
  );
  const inFront = window.activeTextEditor?.document;
  const sorted = open.toSorted((a, b) => Number(b === inFront) - Number(a === inFront));
  const clusterId = cluster.connection.id;
  const applied = wanted.flatMap((one) => origins.of({ clusterId, ...one }) ?? []);
  const files = await Promise.allSettled(applied.map((uri) => workspace.openTextDocument(uri)));
  // One that was deleted or renamed since is no place to mend anything.
  return [...sorted, ...files.flatMap((file) => (file.status === 'fulfilled' ? [file.value] : []))];
}

function isFile({ scheme }: Uri): boolean {
  return scheme === 'file' || scheme === 'untitled' || scheme === 'vscode-remote';
}

async function fixInFile(
  deps: KubernetesDeps,
  { diffs }: KubernetesTools,
  { uri, wanted }: Found,
  fix: ManifestFix,
): Promise<void> {
  const document = await workspace.openTextDocument(uri);
  const before = document.getText();
  const name = nameOf(uri);
  const edits = await (await deps.loadManifestText()).fix(before, wanted, fix);
  const edit = new WorkspaceEdit();
  for (const { span, newText } of edits ?? [])
    edit.replace(uri, new Range(document.positionAt(span.start), document.positionAt(span.end)), newText);
  if (!edits || !(await workspace.applyEdit(edit))) {
    deps.notify.failure({
      code: 'conflict',
      message: t('{0} was changed since, so nothing was edited.', name),
      nextStep: t('Ask again why it does not start.'),
    });
    return;
  }
  const title = t('{0}: before ↔ with the fix', name);
  await commands.executeCommand('vscode.diff', diffs.original(uri, before), uri, title, { preview: false });
  deps.notify.info(t('{0}: changed in {1}. Nothing is applied yet.', fix.title, name), {
    title: t('Apply…'),
    run: () => deps.commands.run('trainyard.clusters.apply', uri),
  });
}

function nameOf({ path }: Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
