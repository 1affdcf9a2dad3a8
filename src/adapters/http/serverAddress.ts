/** Where a server listens. */
export interface ServerAddress {
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

/** Reads an address of http or https; undefined: it is none. User and password in it are left out. */
export function serverAddressOf(text: string): ServerAddress | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.hostname === '')
    return undefined;
  const isTls = url.protocol === 'https:';
  return {
    isTls,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (isTls ? HTTPS_PORT : HTTP_PORT) : Number(url.port),
    authority: url.host,
    basePath: url.pathname.replace(/\/+$/, ''),
  };
}
