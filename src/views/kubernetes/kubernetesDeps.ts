import type { Confirm } from '../../adapters/vscode/ask.ts';
import type { Commands } from '../../adapters/vscode/commands.ts';
import type { Log } from '../../adapters/vscode/log.ts';
import type { Notifier } from '../../adapters/vscode/notify.ts';
import type { Memento } from 'vscode';
import type { NodeSubject } from '../../domain/base/tree.ts';
import type { ClusterHub } from '../../domain/cluster/clusterHub.ts';
import type { ManifestText } from '../../domain/cluster/ports.ts';
import type { BuildKustomization } from '../../domain/deploy/ports.ts';
import type { HelmProgram } from '../../domain/helm/ports.ts';
import type { ReadOnlyDocuments } from '../shared/readOnlyDocuments.ts';

/** What the commands on clusters need. */
export interface KubernetesDeps {
  readonly commands: Commands;
  readonly clusters: ClusterHub;
  readonly workspaceState: Memento;
  /** The Clusters view: commands of the palette offer first what is selected in it. */
  readonly tree: { selectedSubjects(): readonly NodeSubject[] };
  readonly notify: Notifier;
  readonly confirm: Confirm;
  readonly log: Log;
  readonly documents: ReadOnlyDocuments;
  /** Loaded when the first manifest is read or shown. */
  readonly loadManifestText: () => Promise<ManifestText>;
  readonly loadKustomize: () => Promise<BuildKustomization>;
  readonly loadHelm: () => Promise<HelmProgram>;
}
