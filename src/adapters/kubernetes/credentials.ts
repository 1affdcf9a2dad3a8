import type { Clock } from '../../domain/base/clock.ts';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { certificateOf, type ClientCertificate } from '../http/clientCertificate.ts';
import type { Credential, CredentialSource } from './credential.ts';
import { FreshFile } from './freshFile.ts';
import type { KubeUser } from './kubeconfig.ts';

/** Credentials that stand in the kubeconfig or in files that it names. */
export class FileCredentials implements CredentialSource {
  readonly #user: KubeUser;
  readonly #token: FreshFile | undefined;
  readonly #cert: FreshFile | undefined;
  readonly #key: FreshFile | undefined;
  #last: Credential | undefined;

  constructor(user: KubeUser, clock: Clock) {
    const file = (path: string | undefined) => (path === undefined ? undefined : new FreshFile(path, clock));
    this.#user = user;
    this.#token = file(user.tokenFile);
    this.#cert = user.certData ? undefined : file(user.certFile);
    this.#key = user.keyData ? undefined : file(user.keyFile);
  }

  async current(): Promise<Result<Credential>> {
    const [authorization, certificate] = await Promise.all([this.#authorization(), this.#certificate()]);
    if (!authorization.ok) return authorization;
    if (!certificate.ok) return certificate;
    const next: Credential = {
      ...(authorization.value === undefined ? {} : { authorization: authorization.value }),
      ...(certificate.value === undefined ? {} : { certificate: certificate.value }),
    };
    const last = this.#last;
    const isSame =
      last?.authorization === next.authorization && last?.certificate?.fingerprint === next.certificate?.fingerprint;
    if (!isSame || !last) this.#last = next;
    return ok(this.#last ?? next);
  }

  renew(): Promise<Result<Credential>> {
    for (const file of [this.#token, this.#cert, this.#key]) file?.forget();
    return this.current();
  }

  /** As in client-go, the file wins over the token beside it, and a token over a password. */
  async #authorization(): Promise<Result<string | undefined>> {
    const { token, username, password } = this.#user;
    const fromFile = await this.#token?.read();
    if (fromFile && !fromFile.ok) return fromFile;
    const bearer = fromFile?.value.toString('utf8').trim() ?? token;
    if (bearer) {
      // Node would throw on it while sending; a header must not be cut in two either.
      if (!/^[\x21-\x7e]+$/.test(bearer)) return fail(badToken(this.#user.name));
      return ok(`Bearer ${bearer}`);
    }
    if (!username) return ok(undefined);
    return ok(`Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}`);
  }

  async #certificate(): Promise<Result<ClientCertificate | undefined>> {
    const { certData, keyData } = this.#user;
    const cert = certData ? ok(certData) : await this.#cert?.read();
    const key = keyData ? ok(keyData) : await this.#key?.read();
    if (cert && !cert.ok) return cert;
    if (key && !key.ok) return key;
    if (!cert && !key) return ok(undefined);
    if (!cert || !key) return fail(halfCertificate(this.#user.name));
    return ok(certificateOf(cert.value, key.value));
  }
}

function halfCertificate(user: string) {
  return {
    code: 'invalid' as const,
    message: t('The user {0} has a client certificate without a key, or a key without a certificate', user),
    nextStep: t('Complete client-certificate and client-key in the kubeconfig file.'),
  };
}

function badToken(user: string) {
  return {
    code: 'invalid' as const,
    message: t('The token of the user {0} holds characters that no token has', user),
    nextStep: t('Write the token into the kubeconfig file again.'),
  };
}
