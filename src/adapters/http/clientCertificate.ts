import { createHash } from 'node:crypto';

/** PEM. */
export interface ClientCertificate {
  readonly cert: Buffer;
  readonly key: Buffer;
  /** Differs when the certificate differs. */
  readonly fingerprint: string;
}

export function certificateOf(cert: Buffer, key: Buffer): ClientCertificate {
  return { cert, key, fingerprint: createHash('sha256').update(cert).update(key).digest('hex') };
}
