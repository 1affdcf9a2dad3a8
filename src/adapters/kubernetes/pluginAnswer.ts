import { type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { parsedJson } from '../../domain/base/parsedJson.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import type { Credential } from './credential.ts';
import { certificateOf } from '../http/clientCertificate.ts';
import { asRecord, type JsonRecord, recordOf, stringOf } from '../http/json.ts';

/** What a credential plugin printed. */
export interface PluginAnswer {
  readonly credential: Credential;
  /** Milliseconds since the epoch; absent: until the server says 401. */
  readonly expiresAt?: number;
}

interface Given {
  readonly token: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly expiry: string | undefined;
}

/** Reads an ExecCredential. Messages never quote the output, because it holds secrets. Failure: `invalid`. */
export function pluginAnswerOf(stdout: string, name: string, apiVersion: string): Result<PluginAnswer> {
  // Not JSON is told like JSON of another shape; the parser's message would quote the output.
  const body = asRecord(parsedJson(stdout));
  const status = recordOf(body, 'status');
  const given: Given = {
    token: stringOf(status, 'token') || undefined,
    cert: stringOf(status, 'clientCertificateData') || undefined,
    key: stringOf(status, 'clientKeyData') || undefined,
    expiry: stringOf(status, 'expirationTimestamp'),
  };
  const wrong = wrongObject(body, status, apiVersion) ?? wrongStatus(given);
  if (wrong !== undefined) return fail(unusable(name, wrong));
  const { token, cert, key, expiry } = given;
  return ok({
    credential: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(cert && key ? { certificate: certificateOf(Buffer.from(cert), Buffer.from(key)) } : {}),
    },
    ...(expiry === undefined ? {} : { expiresAt: Date.parse(expiry) }),
  });
}

function wrongObject(body: JsonRecord | undefined, status: JsonRecord | undefined, apiVersion: string) {
  if (body === undefined) return t('it is not a JSON object');
  if (stringOf(body, 'kind') !== 'ExecCredential') return t('its kind is not ExecCredential');
  const said = stringOf(body, 'apiVersion') ?? '';
  if (said !== apiVersion) return t('its apiVersion is {0} and not {1}', plainLine(said) || '""', apiVersion);
  return status === undefined ? t('it has no status') : undefined;
}

function wrongStatus({ token, cert, key, expiry }: Given): string | undefined {
  if (cert === undefined && key !== undefined) return t('it has a key without a certificate');
  if (cert !== undefined && key === undefined) return t('it has a certificate without a key');
  if (token === undefined && cert === undefined) return t('it has neither a token nor a certificate');
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) return t('its token holds characters that no token has');
  if (expiry !== undefined && Number.isNaN(Date.parse(expiry))) return t('its expirationTimestamp is not a time');
  return undefined;
}

function unusable(name: string, why: string): Failure {
  return {
    code: 'invalid',
    message: t('What the credential plugin {0} printed cannot be used: {1}', name, why),
    nextStep: t('Update the plugin, or correct its apiVersion in the kubeconfig file.'),
  };
}
