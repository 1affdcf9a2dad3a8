/** Why something should perhaps not be part of a build context. */
export type ContextRisk = 'secret' | 'git' | 'environment' | 'checkpoint' | 'dataset' | 'cache' | 'big';

/** One thing that the context holds, with all that lies below it. */
export interface ContextFinding {
  readonly risk: ContextRisk;
  /** Relative to the context; a folder ends in `/`. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly files: number;
}

/** Files above this size are named whatever they are: they make each build slow. */
const BIG_FILE_BYTES = 100 * 1024 * 1024;
/** Data files below this size are part of most projects and not worth a word. */
const SMALL_DATA_BYTES = 10 * 1024 * 1024;
/** How many findings of one kind are kept: the largest. */
const KEPT = 200;

const SECRET_NAMES = new Set([
  'id_rsa',
  'id_dsa',
  'id_ecdsa',
  'id_ed25519',
  'credentials',
  'credentials.json',
  'credentials.yaml',
  'client_secret.json',
  'service-account.json',
  'kubeconfig',
  '.netrc',
  '_netrc',
  '.npmrc',
  '.pypirc',
  '.pgpass',
  '.git-credentials',
  '.htpasswd',
  'kaggle.json',
  'secrets.toml',
  'secrets.yaml',
  'secrets.yml',
  'secrets.json',
  '.dockercfg',
  '.dockerconfigjson',
]);
const SECRET_ENDINGS = /\.(?:pem|key|p12|pfx|jks|keystore|ppk|kdbx)$/i;
/** `.env`, `.env.local` … but not the templates that are meant to be shared. */
const ENVIRONMENT_FILE = /^\.env(?:\.(?!example$|sample$|template$|dist$).+)?$/;
const SECRET_FOLDERS = new Map([
  ['.aws', /^(?:credentials|config)$/],
  ['.kube', /^config$/],
  ['.docker', /^config\.json$/],
  ['.ssh', /./],
  ['gcloud', /^application_default_credentials\.json$/],
  ['.huggingface', /^token$/],
  ['huggingface', /^token$/],
]);
const FOLDERS = new Map<string, ContextRisk>([
  ['.git', 'git'],
  ['.hg', 'git'],
  ['.svn', 'git'],
  ['node_modules', 'environment'],
  ['.venv', 'environment'],
  ['venv', 'environment'],
  ['.conda', 'environment'],
  ['site-packages', 'environment'],
  ['__pycache__', 'cache'],
  ['.ipynb_checkpoints', 'cache'],
  ['.mypy_cache', 'cache'],
  ['.ruff_cache', 'cache'],
  ['.pytest_cache', 'cache'],
  ['mlruns', 'checkpoint'],
  ['wandb', 'checkpoint'],
  ['lightning_logs', 'checkpoint'],
]);
const CHECKPOINT_ENDINGS = /\.(?:pt|pth|ckpt|safetensors|h5|keras|onnx|gguf|ggml|pb|tflite|joblib|pkl|bin)$/i;
/** A `.bin`, `.pb` or `.pkl` may be anything; only a large one is a checkpoint. */
const SMALL_CHECKPOINT_BYTES = 1024 * 1024;
const DATASET_ENDINGS =
  /\.(?:csv|tsv|jsonl|ndjson|parquet|feather|arrow|npy|npz|tfrecords?|hdf5|lmdb|mdb|avro|orc|zip|tar|tgz|gz|bz2|xz|zst|7z|wav|flac|mp4|mkv)$/i;
const DATASET_FOLDERS = new Set(['data', 'dataset', 'datasets']);

/** Collects, file by file, what a context holds that is large or secret. */
export class ContextSurvey {
  files = 0;
  bytes = 0;
  readonly #folders = new Map<string, { risk: ContextRisk; sizeBytes: number; files: number }>();
  readonly #files = new Map<ContextRisk, ContextFinding[]>();

  folder(path: string): void {
    const risk = FOLDERS.get(nameOf(path));
    if (risk !== undefined && this.#folderAbove(path) === undefined)
      this.#folders.set(path, { risk, sizeBytes: 0, files: 0 });
  }

  file(path: string, sizeBytes: number): void {
    this.files++;
    this.bytes += sizeBytes;
    const folder = this.#folderAbove(path);
    if (folder) {
      folder.sizeBytes += sizeBytes;
      folder.files++;
      // A secret stays a secret wherever it lies; what is in .git or a virtual environment is not the user's own.
      if (folder.risk === 'git' || folder.risk === 'environment') return;
    }
    const risk = riskOfFile(path, sizeBytes);
    if (risk === undefined || (folder && risk !== 'secret')) return;
    this.#keep({ risk, path, sizeBytes, files: 1 });
  }

  /** Secrets first, then by size. */
  findings(): readonly ContextFinding[] {
    const folders = Array.from(this.#folders, ([path, { risk, sizeBytes, files }]) => ({
      risk,
      path: `${path}/`,
      sizeBytes,
      files,
    }));
    const files = Array.from(this.#files.values()).flat();
    return [...folders.filter((folder) => folder.files > 0), ...files].sort(
      (one, other) =>
        Number(other.risk === 'secret') - Number(one.risk === 'secret') || other.sizeBytes - one.sizeBytes,
    );
  }

  #keep(finding: ContextFinding): void {
    const list = this.#files.get(finding.risk) ?? [];
    this.#files.set(finding.risk, list);
    list.push(finding);
    if (list.length < 2 * KEPT) return;
    list.sort((one, other) => other.sizeBytes - one.sizeBytes);
    list.length = KEPT;
  }

  #folderAbove(path: string): { risk: ContextRisk; sizeBytes: number; files: number } | undefined {
    for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) {
      const folder = this.#folders.get(path.slice(0, end));
      if (folder) return folder;
    }
    return undefined;
  }
}

/** The risk of one file by its name, place and size. */
export function riskOfFile(path: string, sizeBytes: number): ContextRisk | undefined {
  const parts = path.split('/');
  const name = parts.at(-1) ?? path;
  const isInSecretFolder = parts.slice(0, -1).some((part) => SECRET_FOLDERS.get(part)?.test(name) === true);
  if (SECRET_NAMES.has(name) || ENVIRONMENT_FILE.test(name) || isInSecretFolder) return 'secret';
  if (SECRET_ENDINGS.test(name) && !/(?:^|[._-])(?:ca|cert|certs|bundle|public|pub)\b/i.test(name)) return 'secret';
  if (
    CHECKPOINT_ENDINGS.test(name) &&
    (sizeBytes >= SMALL_CHECKPOINT_BYTES || /\.(?:pt|pth|ckpt|safetensors|gguf)$/i.test(name))
  )
    return 'checkpoint';
  const isInDataFolder = parts.slice(0, -1).some((part) => DATASET_FOLDERS.has(part.toLowerCase()));
  if (
    DATASET_ENDINGS.test(name) &&
    (sizeBytes >= SMALL_DATA_BYTES || (isInDataFolder && sizeBytes >= SMALL_DATA_BYTES / 10))
  )
    return 'dataset';
  return sizeBytes >= BIG_FILE_BYTES ? 'big' : undefined;
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
