import type { Failure, Result } from '../base/failure.ts';
import { fail, ok } from '../base/failure.ts';
import { t } from '../base/text.ts';

/** An image as its registry has it. */
export interface RegistryImage {
  /** `sha256:…` of the manifest, or of the index of several platforms. */
  readonly digest: string;
  /** Of its Linux images, as in platforms; empty when it does not tell. */
  readonly architectures: readonly string[];
}

/** As whom a registry is asked. */
export type RegistryLogin =
  | { readonly kind: 'nobody' }
  /** As docker on this machine would. */
  | { readonly kind: 'user' }
  /** With a docker configuration in base64, as a Secret holds it. */
  | { readonly kind: 'config'; readonly base64: string };

export interface RegistryReader {
  /**
   * Asks a registry, without pulling. `not-found`: it has no such image · `unauthorized`: it does not tell this login · `unreachable`, `timeout`:
   * nobody answers from this machine · `unsupported`: it speaks another language.
   */
  describe(reference: string, login: RegistryLogin, signal: AbortSignal): Promise<Result<RegistryImage>>;
}

/** A Secret that pods pull with. */
export interface PullSecret {
  readonly name: string;
  /** Its docker configuration in base64; absent: it may not be read, or is of another kind. */
  readonly config?: string;
}

/** Who may pull it, as far as was found out: anybody, the pods by this Secret, or this machine's user. */
export interface RegistryAnswer extends RegistryImage {
  readonly by: 'anybody' | 'you' | { readonly secret: string };
}

/**
 * Asks for an image as nobody, then as the pods would, then as the user of this machine. `forbidden`: the Secrets of the pods are refused ·
 * `unauthorized`: nobody here has a login that is taken, which says nothing of the nodes · otherwise the failure of the registry.
 */
export async function askRegistry(
  reader: RegistryReader,
  reference: string,
  secrets: readonly PullSecret[],
  signal: AbortSignal,
): Promise<Result<RegistryAnswer>> {
  const asNobody = await reader.describe(reference, { kind: 'nobody' }, signal);
  if (asNobody.ok) return ok({ ...asNobody.value, by: 'anybody' });
  if (!mayBeOfLogin(asNobody.failure)) return asNobody;
  const refused: string[] = [];
  for (const { name, config } of secrets) {
    if (config === undefined) continue;
    const asPod = await reader.describe(reference, { kind: 'config', base64: config }, signal);
    if (asPod.ok) return ok({ ...asPod.value, by: { secret: name } });
    if (asPod.failure.code === 'not-found') return asPod;
    refused.push(name);
  }
  const asUser = await reader.describe(reference, { kind: 'user' }, signal);
  if (asUser.ok && refused.length === 0) return ok({ ...asUser.value, by: 'you' });
  if (!asUser.ok && asUser.failure.code === 'not-found') return asUser;
  if (refused.length > 0) return fail(refusedSecrets(reference, refused));
  return !asUser.ok && !mayBeOfLogin(asUser.failure) ? asUser : fail(noLogin(reference));
}

/** Registries hide what somebody may not see behind "not found", too. */
function mayBeOfLogin({ code }: Failure): boolean {
  return code === 'unauthorized' || code === 'forbidden' || code === 'not-found';
}

function refusedSecrets(reference: string, names: readonly string[]): Failure {
  return {
    code: 'forbidden',
    message: t('The registry does not give {0} to the login in {1}.', reference, names.join(', ')),
    nextStep: t('Renew the Secret, or name another one under “pullSecrets” of the target.'),
  };
}

function noLogin(reference: string): Failure {
  return {
    code: 'unauthorized',
    message: t('The registry wants a login for {0}, and none of this machine or of the pods is taken.', reference),
    nextStep: t('Log in with “docker login”, and name a Secret under “pullSecrets” of the target.'),
  };
}
