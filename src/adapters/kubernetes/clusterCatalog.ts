import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join, relative, resolve } from 'node:path';
import { Emitter, type Event } from '../../domain/base/event.ts';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ClusterConnection } from '../../domain/cluster/clusterConnection.ts';
import type { ClusterCatalog } from '../../domain/cluster/ports.ts';
import { FileWatches } from './fileWatches.ts';
import { inClusterContext, SERVICE_ACCOUNT_FOLDER } from './inCluster.ts';
import type { KubeContext } from './kubeconfig.ts';
import { KubeconfigFiles } from './kubeconfigFile.ts';
import type { ParsedKubeconfig } from './kubeconfigText.ts';
import { contextsOf } from './kubeContexts.ts';

/** Where to look. Given as values, so that tests and settings decide. */
export interface KubeconfigSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
  /** Files from the settings, read again for every list. Each stands for itself. */
  readonly extraFiles: () => readonly string[];
  /** Folders that others may have filled: what lies in them is only read when the settings name it, because kubeconfigs run programs. */
  readonly workspaceFolders: () => readonly string[];
  readonly serviceAccountFolder: string;
  /** The bundled yamlWorker.ts. */
  readonly yamlWorker?: URL;
}

export function systemKubeconfigSources(
  extraFiles: () => readonly string[],
  workspaceFolders: () => readonly string[],
  yamlWorker: URL,
): KubeconfigSources {
  const fixed = { environment: process.env, homeFolder: homedir(), serviceAccountFolder: SERVICE_ACCOUNT_FOLDER };
  return { ...fixed, extraFiles, workspaceFolders, yamlWorker };
}

/** Finds contexts where kubectl and the settings have them. */
export class KubeconfigCatalog implements ClusterCatalog {
  readonly #sources: KubeconfigSources;
  readonly #changed = new Emitter<void>();
  readonly #files: KubeconfigFiles;
  readonly #watches = new FileWatches(() => this.#changed.fire());
  #problems: readonly string[] = [];

  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(sources: KubeconfigSources) {
    this.#sources = sources;
    this.#files = new KubeconfigFiles(sources.yamlWorker);
  }

  get problems(): readonly string[] {
    return this.#problems;
  }

  async list(): Promise<readonly ClusterConnection[]> {
    return (await this.#contexts()).map(({ connection }) => connection);
  }

  /** A context as its file has it now, to connect with. Failures: `not-found`, `invalid` (with its problem). */
  async contextOf(id: string): Promise<Result<KubeContext>> {
    const found = (await this.#contexts()).find(({ connection }) => connection.id === id);
    if (found === undefined) {
      return fail({
        code: 'not-found',
        message: t('The context {0} is not there any more', id.replace(/^kube:/, '')),
        nextStep: t('Look at your kubeconfig files.'),
      });
    }
    const { problem } = found.connection;
    if (problem === undefined) return ok(found);
    return fail({ code: 'invalid', message: problem, nextStep: t('Correct the kubeconfig file.') });
  }

  dispose(): void {
    this.#watches.dispose();
    this.#changed.dispose();
  }

  async #contexts(): Promise<readonly KubeContext[]> {
    const { environment, extraFiles, homeFolder, serviceAccountFolder } = this.#sources;
    const named = (environment['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
    const usual = named.length > 0 ? [] : [join(homeFolder, '.kube', 'config')];
    const problems: string[] = [];
    const own = await this.#allowed([...named, ...usual], problems);
    const extra = extraFiles().map((path) => resolve(path.replace(/^~(?=[\\/]|$)/, homeFolder)));
    const paths = [...new Set([...own, ...extra])];
    // Watched before they are read, so that no change falls in between.
    this.#watches.follow(paths);
    const merged: ParsedKubeconfig[] = [];
    const single: ParsedKubeconfig[] = [];
    for (const path of paths) {
      const parsed = await this.#files.read(path);
      if (parsed === undefined) {
        if (!usual.includes(path)) problems.push(`${path}: ${t('The file is not there')}`);
        continue;
      }
      problems.push(...parsed.problems);
      (own.includes(path) ? merged : single).push(parsed);
    }
    this.#problems = problems;
    const contexts = await contextsOf([...merged, ...single], merged.length);
    const inside = await inClusterContext(environment, serviceAccountFolder, contexts.length === 0);
    return inside ? [...contexts, inside] : contexts;
  }

  async #allowed(paths: readonly string[], problems: string[]): Promise<readonly string[]> {
    const allowed: string[] = [];
    for (const path of paths) {
      // The editor's working folder is nobody's choice, and may be one that was just downloaded.
      if (!isAbsolute(path)) problems.push(`${path}: ${t('KUBECONFIG must hold absolute paths')}`);
      else if (await this.#isInWorkspace(path)) {
        problems.push(
          `${path}: ${t('A kubeconfig inside the workspace is not read by itself; add it to the setting trainyard.clusters.kubeconfigs')}`,
        );
      } else allowed.push(resolve(path));
    }
    return allowed;
  }

  async #isInWorkspace(path: string): Promise<boolean> {
    const real = async (one: string) => realpath(one).catch(() => one);
    const file = await real(path);
    for (const folder of this.#sources.workspaceFolders()) {
      const way = relative(await real(folder), file);
      if (way !== '' && !way.startsWith('..') && !isAbsolute(way)) return true;
    }
    return false;
  }
}
