import { access, open } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { Failure } from '../../domain/base/failure.ts';
import { CANCELLED, fail, ok } from '../../domain/base/failure.ts';
import { formatBytes } from '../../domain/base/format.ts';
import { t } from '../../domain/base/text.ts';
import type { DataValue } from '../../domain/containerize/dataValue.ts';
import type { ProjectReader } from '../../domain/containerize/ports.ts';
import type { ProjectSnapshot } from '../../domain/containerize/snapshot.ts';
import type { Parsed } from './parseData.ts';
import { parseNotebookText, parseTomlText, parseYamlText } from './parseData.ts';
import { walkProject } from './walkProject.ts';

/** Files that say where a project begins. */
const PROJECT_FILES = [
  'pyproject.toml',
  'requirements.txt',
  'uv.lock',
  'poetry.lock',
  'Pipfile',
  'environment.yml',
  'environment.yaml',
  'setup.py',
  'trainyard.yaml',
  'Dockerfile',
];

const KIB = 1024;

/** One kind of file: which paths, how large at most, how many at most, and how it is parsed. */
interface Kind {
  readonly matches: RegExp;
  readonly maxBytes: number;
  readonly maxFiles: number;
  readonly parse?: (text: string) => Parsed;
}

const KINDS: readonly Kind[] = [
  { matches: /\.py$/, maxBytes: 512 * KIB, maxFiles: 300 },
  { matches: /^(?:\.python-version|runtime\.txt|setup\.cfg)$/, maxBytes: 64 * KIB, maxFiles: 3 },
  {
    matches: /(?:^|\/)[^/]*(?:require|constraint|deps|base|dev|prod)[^/]*\.(?:txt|in)$/,
    maxBytes: 256 * KIB,
    maxFiles: 50,
  },
  { matches: /^(?:pyproject\.toml|Pipfile)$/, maxBytes: KIB * KIB, maxFiles: 2, parse: parseTomlText },
  { matches: /^environment\.ya?ml$/, maxBytes: 256 * KIB, maxFiles: 2, parse: parseYamlText },
  {
    matches: /(?:^|\/)(?:conf|config|configs|hydra)[^/]*(?:\/[^/]+)?\.ya?ml$/,
    maxBytes: 64 * KIB,
    maxFiles: 100,
    parse: parseYamlText,
  },
  { matches: /\.ipynb$/, maxBytes: 16 * KIB * KIB, maxFiles: 30, parse: parseNotebookText },
];

export const projectReader: ProjectReader = {
  async projectFolder(path, root) {
    const start = dirname(path);
    for (let folder = start; isWithin(folder, root); folder = dirname(folder)) {
      const found = await Promise.allSettled(PROJECT_FILES.map((file) => access(join(folder, file))));
      if (found.some(({ status }) => status === 'fulfilled')) return folder;
      if (folder === root) break;
    }
    return start;
  },

  async read(folder, focus, signal) {
    try {
      const { files, isPartial } = await walkProject(folder, signal);
      const listed = focus === undefined || files.includes(focus) ? files : [...files, focus].sort();
      const contents = await readAll(folder, listed, focus, signal);
      return ok({ folder, name: basename(folder) || 'project', files: listed, isPartial, ...contents });
    } catch (error) {
      if (signal.aborted) return fail(CANCELLED);
      if (isFileError(error)) return fail(folderFailure(folder, error));
      throw error;
    }
  },
};

function isWithin(folder: string, root: string): boolean {
  const way = relative(root, folder);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`));
}

type Contents = Pick<ProjectSnapshot, 'texts' | 'data' | 'problems'>;

async function readAll(
  folder: string,
  files: readonly string[],
  focus: string | undefined,
  signal: AbortSignal,
): Promise<Contents> {
  const texts = new Map<string, string>();
  const data = new Map<string, DataValue>();
  const problems = new Map<string, Failure>();
  for (const kind of KINDS) {
    const wanted = files.filter((file) => kind.matches.test(file)).sort((a, b) => rank(a, focus) - rank(b, focus));
    for (const path of wanted.slice(0, kind.maxFiles)) {
      signal.throwIfAborted();
      const content = await readText(folder, path, kind.maxBytes);
      if (typeof content !== 'string') problems.set(path, content);
      else if (!kind.parse) texts.set(path, content);
      else keep(path, kind.parse(content), { folder, data, problems });
    }
  }
  return { texts, data, problems };
}

interface Keeping {
  readonly folder: string;
  readonly data: Map<string, DataValue>;
  readonly problems: Map<string, Failure>;
}

function keep(path: string, parsed: Parsed, { folder, data, problems }: Keeping): void {
  if (parsed.ok) {
    data.set(path, parsed.value);
    return;
  }
  const { reason, line, column } = parsed.broken;
  const place = line === undefined ? {} : { line, ...(column === undefined ? {} : { column }) };
  problems.set(path, {
    code: 'invalid',
    message:
      line === undefined
        ? t('{0} is broken: {1}', path, reason)
        : t('{0} is broken in line {1}: {2}', path, line, reason),
    nextStep: t('Correct it and try again.'),
    location: { path: join(folder, path), ...place },
  });
}

/** The focus first, then what lies near the top, so that limits cut what matters least. */
function rank(path: string, focus: string | undefined): number {
  return path === focus ? -1 : path.split('/').length;
}

async function readText(folder: string, path: string, maxBytes: number): Promise<string | Failure> {
  const full = join(folder, path);
  const location = { path: full };
  try {
    const file = await open(full, 'r');
    try {
      const { size } = await file.stat();
      if (size > maxBytes) {
        const message = t('{0} is larger than {1}, so it was not read.', path, formatBytes(maxBytes));
        return { code: 'unsupported', message, location };
      }
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    if (!isFileError(error)) throw error;
    const code = error.code === 'EACCES' || error.code === 'EPERM' ? 'forbidden' : 'not-found';
    return { code, message: t('{0} cannot be read.', path), detail: error.message, location };
  }
}

function folderFailure(folder: string, error: NodeJS.ErrnoException): Failure {
  const isForbidden = error.code === 'EACCES' || error.code === 'EPERM';
  return {
    code: isForbidden ? 'forbidden' : 'not-found',
    message: isForbidden ? t('The folder {0} may not be read.', folder) : t('The folder {0} cannot be read.', folder),
    nextStep: t('Choose another folder.'),
    detail: error.message,
  };
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}
