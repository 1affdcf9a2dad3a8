/**
 * What is wrong with TLS. `issuer`: not signed by an authority that is trusted · `name`: made out to another name ·
 * `time`: expired or not valid yet · `plain`: the other side does not speak TLS · `client`: our certificate is not accepted.
 */
export type TlsTrouble = 'issuer' | 'name' | 'time' | 'plain' | 'client';

/** Codes of OpenSSL's verification, and of Node. */
const TROUBLES: ReadonlyMap<string, TlsTrouble> = new Map<string, TlsTrouble>([
  ['SELF_SIGNED_CERT_IN_CHAIN', 'issuer'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'issuer'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'issuer'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'issuer'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'issuer'],
  ['CERT_SIGNATURE_FAILURE', 'issuer'],
  ['CERT_UNTRUSTED', 'issuer'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'name'],
  ['CERT_HAS_EXPIRED', 'time'],
  ['CERT_NOT_YET_VALID', 'time'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'plain'],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'plain'],
  ['EPROTO', 'plain'],
]);

/** The trouble that the code of an error stands for; undefined when TLS is not the matter. */
export function tlsTrouble(code: string): TlsTrouble | undefined {
  return TROUBLES.get(code) ?? (code.startsWith('ERR_SSL_') && code.includes('ALERT') ? 'client' : undefined);
}
