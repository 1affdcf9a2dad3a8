import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../domain/base/clock.ts';
import { fail, type Result } from '../../domain/base/failure.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import type { Credential, CredentialSource } from './credential.ts';
import { FileCredentials } from './credentials.ts';
import type { KubeContext, KubeUser } from './kubeconfig.ts';
import { OidcCredentials } from './oidcCredentials.ts';
import type { PluginPool } from './pluginCredentials.ts';

export interface CredentialParts {
  readonly clock: Clock;
  readonly plugins: PluginPool;
  /** The context as its file has it now: somebody may have logged in again with another program. */
  readonly reload: (() => Promise<Result<KubeContext>>) | undefined;
}

/** Whatever credentials a user of a kubeconfig has. */
export class UserCredentials implements CredentialSource {
  readonly #parts: CredentialParts;
  #user: KubeUser;
  #source: CredentialSource;
  #reloading: Promise<void> | undefined;

  constructor(context: KubeContext, parts: CredentialParts) {
    this.#parts = parts;
    this.#user = context.user;
    this.#source = sourceOf(context, parts);
  }

  current(signal: AbortSignal): Promise<Result<Credential>> {
    return this.#source.current(signal);
  }

  async renew(rejected: Credential, signal: AbortSignal): Promise<Result<Credential>> {
    const before = this.#source;
    this.#reloading ??= this.#reload().finally(() => {
      this.#reloading = undefined;
    });
    await this.#reloading;
    return this.#source === before ? this.#source.renew(rejected, signal) : this.#source.current(signal);
  }

  async #reload(): Promise<void> {
    const context = await this.#parts.reload?.();
    if (!context?.ok || isDeepStrictEqual(context.value.user, this.#user)) return;
    this.#user = context.value.user;
    this.#source = sourceOf(context.value, this.#parts);
  }
}

/** As in client-go, a token or password in the file wins over a plugin. */
function sourceOf(context: KubeContext, parts: CredentialParts): CredentialSource {
  const { user } = context;
  const { clock, plugins } = parts;
  const hasOwn = user.token !== undefined || user.tokenFile !== undefined || user.username !== undefined;
  const hasCertificate = user.certData !== undefined || user.certFile !== undefined;
  if (hasOwn) return new FileCredentials(user, clock);
  if (user.authProvider) return authProviderSource(context, user.authProvider.name, parts);
  if (user.plugin === undefined) return new FileCredentials(user, clock);
  if (!hasCertificate) return plugins.sourceOf(user.plugin, context);
  return refusal({
    code: 'unsupported',
    message: t('The user {0} has both a client certificate and a credential plugin', plainLine(user.name)),
    nextStep: t('Keep one of them in the kubeconfig file.'),
  });
}

/** `cmd-path` of other providers is never run. */
function authProviderSource(context: KubeContext, name: string, parts: CredentialParts): CredentialSource {
  const { clock, plugins, reload } = parts;
  if (name === 'oidc') return new OidcCredentials(context.user, { clock, reload, renewal: plugins.renewalOf(context) });
  return refusal({
    code: 'unsupported',
    message: t('The auth-provider {0} is not supported', plainLine(name)),
    nextStep: t('Use a credential plugin (exec) in the kubeconfig file; Kubernetes 1.26 removed the others.'),
  });
}

function refusal(failure: Parameters<typeof fail>[0]): CredentialSource {
  const refused = (): Promise<Result<Credential>> => Promise.resolve(fail(failure));
  return { current: refused, renew: refused };
}
