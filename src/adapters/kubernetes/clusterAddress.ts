import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';

/** Where an API server listens. */
export interface ClusterAddress {
  readonly isTls: boolean;
  /** Without the brackets of IPv6. */
  readonly host: string;
  readonly port: number;
  /** As in the Host header. */
  readonly authority: string;
  /** Stands in front of every path; without a slash at its end. */
  readonly basePath: string;
}

const HTTPS_PORT = 443;
const HTTP_PORT = 80;

/** Reads the `server` of a kubeconfig. Failure: `invalid`. */
export function clusterAddressOf(server: string): Result<ClusterAddress> {
  // As kubectl: an address without a scheme is one of http for bare hosts, but that would send tokens in the clear, so it has to be said.
  const url = URL.canParse(server) ? new URL(server) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.hostname === '') {
    return fail({
      code: 'invalid',
      message: t('{0} is not an address of an API server', plainLine(server)),
      nextStep: t('Write it as https://host:port in the kubeconfig file.'),
    });
  }
  const isTls = url.protocol === 'https:';
  return ok({
    isTls,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (isTls ? HTTPS_PORT : HTTP_PORT) : Number(url.port),
    authority: url.host,
    basePath: url.pathname.replace(/\/+$/, ''),
  });
}
