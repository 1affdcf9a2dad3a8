import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { parseDocument } from 'yaml';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { formatBytes } from '../../domain/base/format.ts';
import { openBrackets } from '../../domain/base/openBrackets.ts';
import { parsedJson } from '../../domain/base/parsedJson.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import type { Release, ReleaseEntry, ReleaseObject, ReleaseRef, ReleaseStore } from '../../domain/helm/release.ts';
import { Breather } from '../process/breather.ts';
import { type Fields, fieldsIn, fieldsOf, textIn } from './fields.ts';

/** An object of the API holds 1.5 MiB at most (etcd's limit), and text of charts becomes about ten times smaller. Ten megabytes of zeros fit into ten kilobytes. */
const MOST_BYTES = 24 * 1024 * 1024;
/** Levels of values and manifests, as for every text from outside. */
const MOST_OPEN = 1000;
/** Objects of one release that get rows. */
const MOST_OBJECTS = 1000;
/** Characters of a document that is written in another way than helm's templates are, and still read: 20 ms. */
const MOST_UNUSUAL = 32 * 1024;
const unzip = promisify(gunzip);

/** A revision by its labels. Undefined: the object is none of helm's. */
export function releaseEntryOf(object: Fields, store: ReleaseStore): ReleaseEntry | undefined {
  const meta = fieldsIn(object, 'metadata');
  const labels = fieldsIn(meta, 'labels');
  const [name, namespace, objectName, uid] = [
    textIn(labels, 'name'),
    textIn(meta, 'namespace'),
    textIn(meta, 'name'),
    textIn(meta, 'uid'),
  ];
  const revision = Number(textIn(labels, 'version'));
  if (name === undefined || namespace === undefined || objectName === undefined || uid === undefined) return undefined;
  if (!Number.isSafeInteger(revision) || revision < 1 || !objectName.startsWith('sh.helm.release.')) return undefined;
  const changed = Number(textIn(labels, 'modifiedAt') ?? Number.NaN);
  return {
    store,
    namespace,
    name,
    revision,
    objectName,
    uid,
    status: textIn(labels, 'status') ?? '',
    createdAt: dateOf(meta['creationTimestamp']) ?? new Date(0),
    ...(Number.isFinite(changed) ? { changedAt: new Date(changed * 1000) } : {}),
  };
}

/** The release in an object: text in base64 of gzip of JSON; a Secret is in base64 once more. Source: helm, pkg/storage/driver. */
export async function releaseOf(object: unknown, ref: ReleaseRef): Promise<Result<Release>> {
  const text = textIn(fieldsIn(fieldsOf(object), 'data'), 'release');
  if (text === undefined) return broken(ref, t('it holds no release'));
  const once = ref.store === 'secrets' ? Buffer.from(text, 'base64').toString('latin1') : text;
  const json = await unpacked(Buffer.from(once, 'base64'), ref);
  if (!json.ok) return json;
  if (openBrackets(json.value) > MOST_OPEN) return broken(ref, t('it is nested too deeply'));
  const record = parsedJson(json.value);
  if (record === undefined) return broken(ref, t('it holds no JSON'));
  return await readRelease(fieldsOf(record), ref);
}

async function unpacked(bytes: Buffer, ref: ReleaseRef): Promise<Result<string>> {
  const isZipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!isZipped) return ok(bytes.toString('utf8'));
  try {
    return ok((await unzip(bytes, { maxOutputLength: MOST_BYTES })).toString('utf8'));
  } catch (error) {
    const isTooLarge = error instanceof RangeError;
    const reason = isTooLarge ? t('it becomes larger than {0}', formatBytes(MOST_BYTES)) : t('it is no whole gzip');
    return broken(ref, reason);
  }
}

async function readRelease(record: Fields, ref: ReleaseRef): Promise<Result<Release>> {
  const info = fieldsIn(record, 'info');
  const chart = fieldsIn(record, 'chart');
  const about = fieldsIn(chart, 'metadata');
  const name = textIn(about, 'name');
  if (textIn(record, 'name') === undefined || name === undefined) return broken(ref, t('it names no chart'));
  const manifest = textIn(record, 'manifest') ?? '';
  const appVersion = textIn(about, 'appVersion');
  const [first, last] = [dateOf(info['first_deployed']), dateOf(info['last_deployed'])];
  return ok({
    chart: plainLine(name),
    chartVersion: plainLine(textIn(about, 'version') ?? ''),
    ...(appVersion === undefined ? {} : { appVersion: plainLine(appVersion) }),
    description: plainLine(textIn(info, 'description') ?? ''),
    status: textIn(info, 'status') ?? '',
    ...(first === undefined ? {} : { firstDeployedAt: first }),
    ...(last === undefined ? {} : { lastDeployedAt: last }),
    notes: textIn(info, 'notes') ?? '',
    isServerSide: textIn(record, 'apply_method') === 'ssa',
    manifest,
    objects: await objectsOf(manifest),
    values: record['config'] ?? {},
    chartValues: chart['values'] ?? {},
  });
}

/** Names of the objects in a manifest. What cannot be read has none: the manifest itself is shown by another way. */
async function objectsOf(manifest: string): Promise<readonly ReleaseObject[]> {
  if (openBrackets(manifest) > MOST_OPEN) return [];
  const objects: ReleaseObject[] = [];
  const breather = new Breather();
  // Helm writes each document below a line of its own.
  for (const text of manifest.split(/^---(?=\s)/m)) {
    if (objects.length >= MOST_OBJECTS) break;
    await breather.breathe();
    const object = objectIn(headOf(text)) ?? (text.length <= MOST_UNUSUAL ? objectIn(text) : undefined);
    if (object) objects.push(object);
  }
  return objects;
}

/** The lines of a document that name its object. A definition of a kind can be most of a megabyte, which is a second to read as a whole. */
function headOf(text: string): string {
  let isHead = false;
  return text
    .split('\n')
    .filter((line) => {
      if (/^[^\s#]/.test(line)) isHead = /^(["']?)(?:apiVersion|kind|metadata)\1\s*:/.test(line);
      return isHead;
    })
    .join('\n');
}

function objectIn(text: string): ReleaseObject | undefined {
  const document = parseDocument(text, { version: '1.1', merge: true, uniqueKeys: false, logLevel: 'silent' });
  if (document.errors.length > 0) return undefined;
  const at = (...path: readonly string[]) => {
    const value: unknown = document.getIn(path);
    return typeof value === 'string' ? value : undefined;
  };
  const [apiVersion, kind, name] = [at('apiVersion'), at('kind'), at('metadata', 'name')];
  const namespace = at('metadata', 'namespace');
  if (apiVersion === undefined || kind === undefined || name === undefined) return undefined;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** Nothing of what is inside: that can be a secret. */
function broken({ store, namespace, objectName }: ReleaseRef, reason: string): Result<never> {
  const object = `${store === 'secrets' ? 'Secret' : 'ConfigMap'} ${namespace}/${objectName}`;
  return fail({
    code: 'invalid',
    message: t('The release in {0} cannot be read: {1}', plainLine(object), reason),
    nextStep: t('See what “helm history” says of it.'),
  });
}

function dateOf(value: unknown): Date | undefined {
  if (typeof value !== 'string') return undefined;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
