import type { Clock } from '../../domain/base/clock.ts';
import { fail, type Result } from '../../domain/base/failure.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import type { Credential, CredentialSource } from './credential.ts';
import { FileCredentials } from './credentials.ts';
import type { KubeContext, KubeUser } from './kubeconfig.ts';
import type { SharedLogin } from './sharedLogin.ts';
import { expired } from './tokenRenewal.ts';

export interface OidcParts {
  readonly clock: Clock;
  readonly renewal: SharedLogin<void>;
  readonly reload: (() => Promise<Result<KubeContext>>) | undefined;
}

/** The `oidc` auth-provider: its token as it stands in the kubeconfig, and the next one when kubectl has renewed it. */
export class OidcCredentials implements CredentialSource {
  readonly #parts: OidcParts;
  #user: KubeUser;
  #files: FileCredentials | undefined;

  constructor(user: KubeUser, parts: OidcParts) {
    this.#parts = parts;
    this.#user = user;
    this.#files = this.#filesOf(user);
  }

  current(signal: AbortSignal): Promise<Result<Credential>> {
    return this.#files?.current() ?? this.#renewed(signal);
  }

  async renew(rejected: Credential, signal: AbortSignal): Promise<Result<Credential>> {
    const present = await this.#files?.current();
    // Another request has fetched the next one meanwhile.
    if (present?.ok && present.value !== rejected) return present;
    return await this.#renewed(signal);
  }

  async #renewed(signal: AbortSignal): Promise<Result<Credential>> {
    const before = tokenOf(this.#user);
    const renewed = await this.#parts.renewal.result(signal);
    if (!renewed.ok) return renewed;
    const context = await this.#parts.reload?.();
    if (context && !context.ok) return context;
    const next = context?.value.user ?? this.#user;
    const files = tokenOf(next) === before ? undefined : this.#filesOf(next);
    if (!files) return fail(expired(plainLine(this.#user.name)));
    this.#user = next;
    this.#files = files;
    return await files.current();
  }

  #filesOf(user: KubeUser): FileCredentials | undefined {
    const token = tokenOf(user);
    if (!token) return undefined;
    const { authProvider: _, ...rest } = user;
    return new FileCredentials({ ...rest, token }, this.#parts.clock);
  }
}

const tokenOf = ({ authProvider }: KubeUser): string | undefined => authProvider?.config.get('id-token');
