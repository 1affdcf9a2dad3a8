import { t } from '../base/text.ts';
import { commentLines } from './dockerText.ts';
import type { EntryPoint } from './entryPoints.ts';
import { holdsCode } from './entryPoints.ts';
import type { ProjectSnapshot } from './snapshot.ts';

interface Group {
  readonly comment: string;
  readonly patterns: readonly string[];
}

/** Patterns that say a folder by its plain name; those that hold code of the project are left out. */
const groups = (): readonly Group[] => [
  {
    comment: t('Version control, editors, and the description of runs'),
    patterns: ['.git', '.gitignore', '.vscode', '.idea', '.github', 'trainyard.yaml'],
  },
  {
    comment: t('Python environments and caches'),
    patterns: [
      '.venv',
      'venv',
      'env',
      '.conda',
      '**/__pycache__',
      '**/*.py[cod]',
      '**/.pytest_cache',
      '**/.mypy_cache',
      '**/.ruff_cache',
      '**/.ipynb_checkpoints',
      '**/*.egg-info',
      'build',
      'dist',
    ],
  },
  {
    comment: t('Secrets'),
    patterns: ['**/.env', '**/.env.*', '**/*.pem', '**/*.key', '**/.netrc', '**/.pypirc', '.aws', '.ssh', '.kaggle'],
  },
  {
    comment: t('Data sets: mount them instead'),
    patterns: ['data', 'datasets', '**/*.parquet', '**/*.h5', '**/*.hdf5', '**/*.tfrecord', '**/*.npz'],
  },
  {
    comment: t('Results, checkpoints and trackers'),
    patterns: [
      'outputs',
      'checkpoints',
      'lightning_logs',
      'wandb',
      'mlruns',
      'runs',
      '**/*.ckpt',
      '**/*.pt',
      '**/*.pth',
      '**/*.safetensors',
      '**/*.onnx',
      '**/*.joblib',
    ],
  },
];

/** The .dockerignore of a project. */
export function dockerignore({ files }: ProjectSnapshot, entryPoints: readonly EntryPoint[]): string {
  const more = [...new Set(entryPoints.flatMap(({ outputs }) => outputs))].filter(
    (folder) => !holdsCode(folder, files),
  );
  const blocks = groups().map(({ comment, patterns }) => {
    const isResults = patterns.includes('outputs');
    const all = isResults ? [...new Set([...patterns, ...more])] : patterns;
    return [
      ...commentLines(comment),
      ...all.filter((pattern) => /[*.]/.test(pattern) || !holdsCode(pattern, files)),
    ].join('\n');
  });
  const head = commentLines(t('What an image does not need, and what must not get into one.')).join('\n');
  const kept = modelsNamed(files, entryPoints);
  const exceptions =
    kept.length > 0
      ? [[...commentLines(t('But these, which a program loads')), ...kept.map((file) => `!${file}`)].join('\n')]
      : [];
  return `${[head, ...blocks, ...exceptions].join('\n\n')}\n`;
}

const MODEL_FILE = /\.(?:ckpt|pt|pth|safetensors|onnx|joblib|h5)$/;

/** Model files of the project, outside the folders of results, that a server names. */
function modelsNamed(files: readonly string[], entryPoints: readonly EntryPoint[]): readonly string[] {
  const named = new Set(entryPoints.flatMap(({ filesNamed }) => filesNamed));
  // A pattern that begins with `!` or holds wildcards would mean something else.
  return files.filter((file) => MODEL_FILE.test(file) && named.has(file) && /^[\w./-]+$/.test(file));
}
