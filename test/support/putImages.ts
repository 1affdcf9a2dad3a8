// Empty images in a registry, by its own API.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

interface Place {
  readonly host: string;
  readonly user: string;
  readonly password: string;
}

/** How many are put at once. */
const AT_ONCE = 16;

/** Gives a repository (`host/path`) an image without layers under each tag. */
export async function putImages({ host, user, password }: Place, name: string, tags: readonly string[]): Promise<void> {
  const base = `http://${host}/v2${name.slice(host.length)}`;
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const send = async (method: string, url: string, body?: string, type = 'application/octet-stream') => {
    const headers = { authorization, ...(body === undefined ? {} : { 'content-type': type }) };
    const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
    assert.ok(response.ok, `${method} ${url}: ${response.status} ${await response.text()}`);
    return response;
  };
  const config = JSON.stringify({ architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [] } });
  const digest = `sha256:${createHash('sha256').update(config).digest('hex')}`;
  const upload = await send('POST', `${base}/blobs/uploads/`);
  const place = new URL(upload.headers.get('location') ?? '', base);
  place.searchParams.set('digest', digest);
  await send('PUT', place.href, config);
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest, size: Buffer.byteLength(config) },
    layers: [],
  });
  for (let from = 0; from < tags.length; from += AT_ONCE) {
    const some = tags.slice(from, from + AT_ONCE);
    await Promise.all(some.map(async (tag) => await send('PUT', `${base}/manifests/${tag}`, manifest, mediaType)));
  }
}
