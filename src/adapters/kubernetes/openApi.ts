import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import { LARGEST_OPENAPI_BYTES, type OpenApiSource } from '../../domain/cluster/openApiSource.ts';
import { fieldsIn, fieldsOf, textIn } from './fields.ts';
import type { KubeTransport } from './kubeTransport.ts';

/** The descriptions that a server gives of its kinds. Source: kubernetes.io, "The Kubernetes API", "OpenAPI V3". */
export class OpenApi implements OpenApiSource {
  readonly #transport: KubeTransport;

  constructor(transport: KubeTransport) {
    this.#transport = transport;
  }

  async documents(signal: AbortSignal): Promise<Result<ReadonlyMap<string, string>>> {
    const answer = await this.#transport.json({ method: 'GET', path: '/openapi/v3', signal });
    if (!answer.ok) return answer;
    const paths = fieldsIn(fieldsOf(answer.value), 'paths');
    const found = new Map<string, string>();
    for (const name of Object.keys(paths)) {
      const apiVersion = /^apis\/([^/]+\/[^/]+)$/.exec(name)?.[1];
      const place = textIn(fieldsIn(paths, name), 'serverRelativeURL');
      // Nothing but the document that it is the name of.
      if (apiVersion !== undefined && place?.startsWith(`/openapi/v3/${name}`) === true) found.set(apiVersion, place);
    }
    return ok(found);
  }

  async download(place: string, file: string, signal: AbortSignal): Promise<Result<void>> {
    const [path = '', search = ''] = place.split('?');
    const query = Object.fromEntries(new URLSearchParams(search));
    const answer = await this.#transport.request({ method: 'GET', path, query, signal });
    if (!answer.ok) return answer;
    const part = `${file}.${process.pid}.part`;
    try {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await pipeline(answer.value.body, atMost, createWriteStream(part, { mode: 0o600 }), { signal });
      await rename(part, file);
      return ok(undefined);
    } catch (error) {
      await rm(part, { force: true });
      if (!(error instanceof Error)) throw error;
      return fail({
        code: 'rejected',
        message: t('The description {0} of the cluster could not be kept', plainLine(path)),
        detail: error.message,
      });
    }
  }
}

async function* atMost(body: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer | string> {
  let bytes = 0;
  for await (const part of body) {
    bytes += part.length;
    if (bytes > LARGEST_OPENAPI_BYTES) throw new Error(`larger than ${LARGEST_OPENAPI_BYTES} bytes`);
    yield part;
  }
}
