import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type Extract, extract, type Header } from 'tar-stream';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { LayerFiles, TransferProgress } from '../../domain/images/ports.ts';
import { fieldsOf } from './imageStoreRecords.ts';

/** Files kept of each layer. */
const KEPT = 20;
/** Entries of a saved image that may be its JSON; layers are larger or no JSON. */
const LARGEST_JSON = 4 * 1024 * 1024;

const HEAD_BYTES = 512;

interface Blob {
  readonly files: { readonly path: string; readonly sizeBytes: number }[];
  fileCount: number;
  sizeBytes: number;
}

/**
 * Reads what `GET /images/{name}/get` sends: `manifest.json` names the layers in order, the configuration says which instruction made each.
 * Engines before 25 call a layer `<id>/layer.tar`, later ones `blobs/sha256/<digest>`, packed with gzip or not.
 */
export async function readLayerFiles(
  stream: Readable,
  onProgress: (progress: TransferProgress) => void,
  signal: AbortSignal,
): Promise<Result<readonly LayerFiles[]>> {
  const saved: SavedImage = { documents: new Map(), blobs: new Map() };
  let doneBytes = 0;
  const onData = (chunk: Buffer): void => void (doneBytes += chunk.length);
  const outer = extract();
  stream.on('data', onData);
  try {
    feed(outer, stream);
    for await (const entry of outer) {
      onProgress({ doneBytes, text: entry.header.name });
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- streamx's readables can be iterated; their types do not say so
      await readEntry(entry.header, entry as unknown as AsyncIterable<Uint8Array>, saved);
    }
    return ok(layersIn(saved));
  } catch (error) {
    if (signal.aborted) return fail(CANCELLED);
    if (!(error instanceof Error)) throw error;
    return fail({
      code: 'rejected',
      message: t('The saved image cannot be read: {0}', error.message),
      detail: error.message,
    });
  } finally {
    stream.destroy();
  }
}

interface SavedImage {
  readonly documents: Map<string, unknown>;
  readonly blobs: Map<string, Blob>;
}

async function readEntry(
  header: Header,
  entry: AsyncIterable<Uint8Array>,
  { documents, blobs }: SavedImage,
): Promise<void> {
  const { head, all } = await withHead(entry);
  const isJson = head[0] === 0x7b || head[0] === 0x5b;
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  const isTar = Buffer.from(head.subarray(257, 262)).toString('latin1') === 'ustar';
  if (isJson && (header.size ?? 0) <= LARGEST_JSON)
    documents.set(header.name, JSON.parse((await joined(all)).toString('utf8')));
  else if (isGzip || isTar) blobs.set(header.name, await readLayer(all, isGzip));
  else await passOver(all);
}

async function readLayer(bytes: AsyncIterable<Uint8Array>, isGzip: boolean): Promise<Blob> {
  const blob: Blob = { files: [], fileCount: 0, sizeBytes: 0 };
  const inner = extract();
  const source = Readable.from(bytes, { objectMode: false });
  if (isGzip) {
    const unpacked = createGunzip();
    source.on('error', (error) => unpacked.destroy(error));
    feed(inner, source.pipe(unpacked));
  } else feed(inner, source);
  for await (const entry of inner) {
    const { header } = entry;
    entry.resume();
    if (header.type !== 'file' && header.type !== 'contiguous-file') continue;
    const sizeBytes = header.size ?? 0;
    blob.fileCount++;
    blob.sizeBytes += sizeBytes;
    keep(blob.files, { path: header.name.replace(/^\.?\//, ''), sizeBytes });
  }
  return blob;
}

function keep(
  files: { readonly path: string; readonly sizeBytes: number }[],
  file: { readonly path: string; readonly sizeBytes: number },
): void {
  const smallest = files.at(-1);
  if (files.length >= KEPT && smallest && smallest.sizeBytes >= file.sizeBytes) return;
  const at = files.findIndex(({ sizeBytes }) => sizeBytes < file.sizeBytes);
  files.splice(at < 0 ? files.length : at, 0, file);
  if (files.length > KEPT) files.pop();
}

function layersIn({ documents, blobs }: SavedImage): readonly LayerFiles[] {
  const manifests = documents.get('manifest.json');
  const manifest = fieldsOf(Array.isArray(manifests) ? (manifests as unknown[])[0] : undefined);
  const names = manifest.get('Layers');
  const config = fieldsOf(documents.get(String(manifest.get('Config'))));
  const history = config.get('history');
  const makers = (Array.isArray(history) ? (history as unknown[]) : [])
    .map(fieldsOf)
    .filter((step) => step.get('empty_layer') !== true);
  return (Array.isArray(names) ? (names as unknown[]) : []).map((name, index) => {
    const { sizeBytes = 0, fileCount = 0, files: biggest = [] } = blobs.get(String(name)) ?? {};
    const createdBy = makers[index]?.get('created_by');
    return { createdBy: typeof createdBy === 'string' ? createdBy : '', sizeBytes, fileCount, biggest };
  });
}

/** The first bytes, enough to see what an entry is, and everything with them. */
async function withHead(
  entry: AsyncIterable<Uint8Array>,
): Promise<{ readonly head: Uint8Array; readonly all: AsyncGenerator<Uint8Array> }> {
  const iterator = entry[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let size = 0;
  while (size < HEAD_BYTES) {
    const next: IteratorResult<Uint8Array, unknown> = await iterator.next();
    if (next.done === true) break;
    first.push(next.value);
    size += next.value.length;
  }
  const head = Buffer.concat(first);
  async function* all(): AsyncGenerator<Uint8Array> {
    yield head;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  }
  return { head, all: all() };
}

async function passOver(bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const iterator = bytes[Symbol.asyncIterator]();
  while ((await iterator.next()).done !== true);
}

async function joined(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** tar-stream's streams are not Node's own, so errors are handed on by hand. */
function feed(inner: Extract, source: Readable): void {
  source.on('error', (error) => inner.destroy(error));
  source.pipe(inner);
}
