import { type Failure, fail, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { HUB, type ImageRef, isOnThisMachine } from '../../domain/images/imageRef.ts';
import { type Asker, challengeOf, loginHeader } from './registryLogin.ts';
import { type RegistryResponse, requestRegistry } from './registryRequest.ts';

/** Docker Hub's name in references is not the one it is reached by. */
const HOSTS: ReadonlyMap<string, string> = new Map([[HUB, 'registry-1.docker.io']]);

/** What one repository of a registry is asked; a login is made once, when the registry wants one. */
export class RegistryQuestion {
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
    const scheme = isOnThisMachine(host) ? 'http' : 'https';
    this.#base = `${scheme}://${host}/v2/${ref.repository}`;
  }

  /** @param path Behind the name of the repository, with a slash at its beginning. */
  async get(path: string, accept: string): Promise<Result<RegistryResponse>> {
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

  /** What came is not what was asked for. */
  get strange(): Failure {
    return { code: 'unsupported', message: t('{0} answered with something that is no image.', this.#ref.registry) };
  }
}
