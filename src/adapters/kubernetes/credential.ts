import type { Result } from '../../domain/base/failure.ts';
import type { ClientCertificate } from '../http/clientCertificate.ts';

/** What proves to an API server who is asking. A new object each time that it changes. */
export interface Credential {
  /** Value of the header. */
  readonly authorization?: string;
  readonly certificate?: ClientCertificate;
}

/** Where credentials come from. One for all requests to a cluster. */
export interface CredentialSource {
  current(signal: AbortSignal): Promise<Result<Credential>>;
  /** After a 401 on these. The same object again: there are no others to be had now. */
  renew(rejected: Credential, signal: AbortSignal): Promise<Result<Credential>>;
}
