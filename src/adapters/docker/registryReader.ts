import { createHash } from 'node:crypto';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { type ImageRef, parseImageRef } from '../../domain/images/imageRef.ts';
import type { RegistryImage, RegistryLogin, RegistryReader } from '../../domain/images/registryImage.ts';
import { asRecord, type JsonRecord, recordOf, recordsOf, stringOf } from '../http/json.ts';
import { type CredentialSources, credentialsFor, credentialsIn, type RegistryCredentials } from './credentials.ts';
import { type Asker, challengeOf, loginHeader } from './registryLogin.ts';
import { parsedBody, type RegistryResponse, requestRegistry } from './registryRequest.ts';

/** Milliseconds for all questions about one image. */
const LIMIT_MS = 8_000;
const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');
/** Docker Hub's name in references is not the one it is reached by. */
const HOSTS: ReadonlyMap<string, string> = new Map([['docker.io', 'registry-1.docker.io']]);

/** Asks registries over the API that engines and nodes pull by (OCI distribution). Logins live for one question. */
export function createRegistryReader(sources: CredentialSources = {}): RegistryReader {
  return {
    describe: async (reference, login, signal) => {
      const ref = parseImageRef(reference);
      if (!ref) return fail({ code: 'invalid', message: t('{0} is not a valid image name.', reference) });
      const limited = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
      const credentials = await loginOf(ref.registry, { login, sources }, limited);
      if (!credentials.ok) return credentials;
      const answer = await new Question(
        ref,
        { credentials: credentials.value, environment: sources.env },
        limited,
      ).image();
      return !answer.ok && signal.aborted ? fail(CANCELLED) : answer;
    },
  };
}

async function loginOf(
  registry: string,
  { login, sources }: { readonly login: RegistryLogin; readonly sources: CredentialSources },
  signal: AbortSignal,
): Promise<Result<RegistryCredentials | undefined>> {
  if (login.kind === 'nobody') return ok(undefined);
  if (login.kind === 'config') return ok(credentialsIn(Buffer.from(login.base64, 'base64').toString('utf8'), registry));
  return await credentialsFor(registry, sources, signal);
}

class Question {
  readonly #ref: ImageRef;
  readonly #asker: Omit<Asker, 'registry'>;
  readonly #signal: AbortSignal;
  readonly #base: string;
  #authorization: string | undefined;

  constructor(ref: ImageRef, asker: Omit<Asker, 'registry'>, signal: AbortSignal) {
    this.#ref = ref;
    this.#asker = asker;
    this.#signal = signal;
    const host = HOSTS.get(ref.registry) ?? ref.registry;
    // As engines do it: plain HTTP on this machine alone.
    const scheme = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(host) ? 'http' : 'https';
    this.#base = `${scheme}://${host}/v2/${ref.repository}`;
  }

  async image(): Promise<Result<RegistryImage>> {
    const version = this.#ref.digest ?? this.#ref.tag ?? 'latest';
    const answer = await this.#get(`/manifests/${version}`, MANIFESTS);
    if (!answer.ok) return answer;
    const manifest = asRecord(parsedBody(answer.value));
    if (!manifest) return fail(this.#strange());
    const computed = `sha256:${createHash('sha256').update(answer.value.body).digest('hex')}`;
    const digest = answer.value.headers['docker-content-digest'];
    const architectures = await this.#architectures(manifest);
    return ok({ digest: typeof digest === 'string' ? digest : computed, architectures });
  }

  /** Of an index as it says; of one image as its configuration says. Attestations are listed like images, of an unknown platform. */
  async #architectures(manifest: JsonRecord): Promise<readonly string[]> {
    const listed = recordsOf(manifest, 'manifests').map((one) => recordOf(one, 'platform'));
    const linux = listed.filter((one) => stringOf(one, 'os') === 'linux').map((one) => stringOf(one, 'architecture'));
    if (listed.length > 0) return unique(linux);
    const config = stringOf(recordOf(manifest, 'config'), 'digest');
    if (config === undefined || !/^[a-z0-9]+:[0-9a-f]{32,128}$/.test(config)) return [];
    const answer = await this.#get(`/blobs/${config}`, '*/*');
    return answer.ok ? unique([stringOf(asRecord(parsedBody(answer.value)), 'architecture')]) : [];
  }

  async #get(path: string, accept: string): Promise<Result<RegistryResponse>> {
    const url = new URL(`${this.#base}${path}`);
    for (const isLast of [false, true]) {
      const authorization = this.#authorization === undefined ? {} : { authorization: this.#authorization };
      const answer = await requestRegistry(
        url,
        { headers: { accept, ...authorization }, environment: this.#asker.environment },
        this.#signal,
      );
      if (!answer.ok) return answer;
      const { status } = answer.value;
      if (status === 200) return answer;
      const challenge = challengeOf(answer.value.headers['www-authenticate']);
      if (status !== 401 || isLast || !challenge) return fail(this.#failure(status));
      const header = await loginHeader(challenge, { ...this.#asker, registry: url }, this.#signal);
      if (!header.ok) return header;
      if (header.value === undefined) return fail(this.#failure(status));
      this.#authorization = header.value;
    }
    return fail(this.#failure(401));
  }

  #failure(status: number): Failure {
    const { registry, repository } = this.#ref;
    if (status === 404) {
      const version = this.#ref.digest ?? this.#ref.tag ?? 'latest';
      return {
        code: 'not-found',
        message: t('{0} has no image {1} with the version {2}.', registry, repository, version),
        nextStep: t('Push it, or correct the name.'),
      };
    }
    if (status === 401 || status === 403) {
      return { code: 'unauthorized', message: t('{0} does not give {1} to this login.', registry, repository) };
    }
    const message =
      status === 429
        ? t('{0} takes no more questions for now.', registry)
        : t('{0} answered with the status {1}.', registry, status);
    return { code: 'unreachable', message };
  }

  #strange(): Failure {
    return { code: 'unsupported', message: t('{0} answered with something that is no image.', this.#ref.registry) };
  }
}

function unique(values: readonly (string | undefined)[]): readonly string[] {
  const known = values.filter((one) => one !== undefined);
  return Array.from(new Set(known)).filter((one) => one !== '' && one !== 'unknown');
}
