import type { Failure } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ImageLayer, TransferProgress } from '../../domain/images/ports.ts';

type Fields = ReadonlyMap<string, unknown>;

export function fieldsOf(value: unknown): Fields {
  return new Map(typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one: unknown) => typeof one === 'string') : [];

/** `GET /images/{name}/json`. `Config` is null for images that no one can run. */
export function foundImageOf(value: unknown) {
  const image = fieldsOf(value);
  return {
    id: textOf(image.get('Id')),
    architecture: textOf(image.get('Architecture')),
    os: textOf(image.get('Os')),
    digests: textsOf(image.get('RepoDigests')),
    tags: textsOf(image.get('RepoTags')),
    user: textOf(fieldsOf(image.get('Config')).get('User')),
    sizeBytes: numberOf(image.get('Size')),
  };
}

/** `GET /images/{name}/history`: newest first; `Tags` is null without tags. */
export function layersOf(value: unknown): readonly ImageLayer[] {
  if (!Array.isArray(value)) return [];
  return value.map((entry: unknown) => {
    const layer = fieldsOf(entry);
    return {
      createdBy: textOf(layer.get('CreatedBy')),
      createdAt: new Date(numberOf(layer.get('Created')) * 1000),
      sizeBytes: numberOf(layer.get('Size')),
      tags: textsOf(layer.get('Tags')),
    };
  });
}

/** Folds the messages of a pull or push: one JSON object a line, one progress for each layer. */
export class TransferRecords {
  readonly #layers = new Map<string, { doneBytes: number; totalBytes: number }>();
  readonly #onProgress: (progress: TransferProgress) => void;
  digest: string | undefined;
  error: string | undefined;

  constructor(onProgress: (progress: TransferProgress) => void) {
    this.#onProgress = onProgress;
  }

  line(text: string): void {
    if (text.trim() === '') return;
    const message = fieldsOf(JSON.parse(text));
    const error = fieldsOf(message.get('errorDetail')).get('message') ?? message.get('error');
    if (typeof error === 'string') {
      this.error ??= error;
      return;
    }
    const status = textOf(message.get('status'));
    this.digest =
      textOf(fieldsOf(message.get('aux')).get('Digest')) ||
      /(sha256:[0-9a-f]{64})/.exec(/^Digest:|digest: /.test(status) ? status : '')?.[1] ||
      this.digest;
    this.#count(textOf(message.get('id')), status, fieldsOf(message.get('progressDetail')));
  }

  /** Bytes on the wire alone: what follows (extracting) counts the same bytes again. */
  #count(layer: string, status: string, detail: Fields): void {
    const totalBytes = numberOf(detail.get('total'));
    const known = this.#layers.get(layer);
    if (/^(?:Downloading|Pushing)/.test(status) && totalBytes > 0) {
      this.#layers.set(layer, { doneBytes: Math.min(numberOf(detail.get('current')), totalBytes), totalBytes });
    } else if (known && /^(?:Download complete|Pull complete|Pushed|Extracting)/.test(status))
      known.doneBytes = known.totalBytes;
    if (status === '') return;
    const all = Array.from(this.#layers.values());
    const sum = (key: 'doneBytes' | 'totalBytes'): number => all.reduce((total, one) => total + one[key], 0);
    const text = layer === '' ? status : `${layer}: ${status}`;
    this.#onProgress({
      doneBytes: sum('doneBytes'),
      text,
      ...(all.length > 0 ? { totalBytes: sum('totalBytes') } : {}),
    });
  }
}

/** What a registry refused, in words. The text comes from the engine, which passes on the registry's. */
export function registryFailure(verb: 'pull' | 'push', reference: string, text: string): Failure {
  const message = (words: string): string =>
    verb === 'pull'
      ? t('{0} could not be pulled: {1}', reference, words)
      : t('{0} could not be pushed: {1}', reference, words);
  const known = KNOWN.find(({ pattern }) => pattern.test(text));
  if (!known) return { code: 'rejected', message: message(text), detail: text };
  return { code: known.code, message: message(known.words()), nextStep: known.nextStep(), detail: text };
}

interface Known {
  readonly pattern: RegExp;
  readonly code: Failure['code'];
  readonly words: () => string;
  readonly nextStep: () => string;
}

const KNOWN: readonly Known[] = [
  {
    pattern: /toomanyrequests|429 Too Many|rate limit/i,
    code: 'rejected',
    words: () => t('the registry allows no more requests for now'),
    nextStep: () =>
      t(
        'Wait, or sign in with “docker login”: signed-in users have a higher limit. Layers that are there already are not sent again.',
      ),
  },
  {
    pattern: /no matching manifest|no match for platform|does not match the (?:specified|expected) platform/i,
    code: 'unsupported',
    words: () => t('it does not exist for the architecture of this engine'),
    nextStep: () => t('Choose an image that was built for this platform, or another engine.'),
  },
  {
    pattern: /unauthorized|authentication required|no basic auth|\b401\b/i,
    code: 'unauthorized',
    words: () => t('the registry wants to know who you are'),
    nextStep: () => t('Sign in with “docker login” and the name of the registry.'),
  },
  {
    pattern: /denied|forbidden|\b403\b/i,
    code: 'forbidden',
    words: () => t('you may not use this repository, or it does not exist'),
    nextStep: () => t('Check the name, and sign in with an account that has access.'),
  },
  {
    pattern: /manifest unknown|not found|name unknown|does not exist|\b404\b/i,
    code: 'not-found',
    words: () => t('the registry does not have it'),
    nextStep: () => t('Check name and tag.'),
  },
  {
    pattern: /no space left on device/i,
    code: 'no-space',
    words: () => t('a disk is full'),
    nextStep: () => t('Free space at the engine or at the registry, then try again.'),
  },
  {
    pattern:
      /\b50[0234]\b|expected HTTP 206|internal server error|bad gateway|service unavailable|unexpected EOF|\bEOF\b|connection reset|received unexpected HTTP status: 5/i,
    code: 'unreachable',
    words: () => t('the registry failed or broke off the connection'),
    nextStep: () => t('Try again: layers that arrived whole are not sent a second time.'),
  },
  {
    pattern: /no such host|connection refused|i\/o timeout|server gave HTTP response to HTTPS|x509|tls/i,
    code: 'unreachable',
    words: () => t('the engine does not reach the registry'),
    nextStep: () => t('Check the address, the network and the certificates that the engine trusts.'),
  },
];
