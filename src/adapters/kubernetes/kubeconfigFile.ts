import { readFile, stat } from 'node:fs/promises';
import { t } from '../../domain/base/text.ts';
import { YamlRunner } from '../yaml/yamlRunner.ts';
import { type ParsedKubeconfig, parseKubeconfig, placed } from './kubeconfigText.ts';

/** Bytes. A kubeconfig of 1,000 clusters with certificates has about 5 MB. */
const LARGEST = 16 * 1024 * 1024;
/** Tools that do not rename empty a file first; its content is there this many milliseconds later. */
const REWRITE_MS = 250;

/** Reads kubeconfig files and keeps what it read of those that have not changed. */
export class KubeconfigFiles {
  readonly #known = new Map<string, { readonly version: string; readonly parsed: Promise<ParsedKubeconfig> }>();
  readonly #yaml: YamlRunner;

  constructor(yamlWorker?: URL) {
    this.#yaml = new YamlRunner(yamlWorker);
  }

  /** Undefined: there is no such file. Everything else that is wrong is in the problems. */
  async read(path: string): Promise<ParsedKubeconfig | undefined> {
    try {
      const parsed = await this.#read(path);
      const wasFull = ((await this.#known.get(path)?.parsed)?.contexts.size ?? 0) > 0;
      if (parsed !== 'empty') return parsed;
      if (wasFull) {
        await new Promise((resolve) => setTimeout(resolve, REWRITE_MS));
        const again = await this.#read(path);
        if (again !== 'empty') return again;
      }
      return broken(path, placed(path, 1, t('The file is empty')));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : '';
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      return broken(path, `${path}: ${reasonOf(String(code), error)}`);
    }
  }

  async #read(path: string): Promise<ParsedKubeconfig | 'empty'> {
    const found = await stat(path);
    if (!found.isFile()) return broken(path, `${path}: ${t('It is not a file')}`);
    if (found.size > LARGEST) return broken(path, `${path}: ${t('It is larger than 16 MiB')}`);
    const version = `${found.mtimeMs} ${found.size} ${found.ino}`;
    const known = this.#known.get(path);
    if (known?.version === version) return await known.parsed;
    const text = await readFile(path, 'utf8');
    if (text.trim() === '') return 'empty';
    const parsed = parseKubeconfig(path, text, this.#yaml);
    // At once, so that who asks meanwhile waits for the same.
    this.#known.set(path, { version, parsed });
    return await parsed;
  }
}

export function broken(path: string, problem: string): ParsedKubeconfig {
  return { path, clusters: new Map(), users: new Map(), contexts: new Map(), problems: [problem] };
}

function reasonOf(code: string, error: unknown): string {
  if (code === 'ELOOP') return t('Its symbolic links lead in a circle');
  if (code === 'EACCES' || code === 'EPERM') return t('You may not read it');
  return error instanceof Error ? error.message : String(error);
}
