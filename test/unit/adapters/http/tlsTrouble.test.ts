import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { tlsTrouble } from '../../../../src/adapters/http/tlsTrouble.ts';

describe('trouble with TLS', () => {
  it('is told by the codes of Node and OpenSSL', () => {
    const codes = [
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'CERT_HAS_EXPIRED',
      'ERR_SSL_WRONG_VERSION_NUMBER',
      'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
    ];
    assert.deepEqual(codes.map(tlsTrouble), ['issuer', 'name', 'time', 'plain', 'client']);
  });

  it('is not the matter when a connection is refused, lost, or a key does not fit', () => {
    const codes = ['ECONNREFUSED', 'ECONNRESET', 'ERR_OSSL_X509_KEY_VALUES_MISMATCH', 'HPE_INVALID_CONSTANT', ''];
    assert.deepEqual(codes.map(tlsTrouble), [undefined, undefined, undefined, undefined, undefined]);
  });
});
