import type { Failure } from '../../domain/base/failure.ts';
import { plainText } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import type { EngineEndpoint } from '../../domain/engines/engine.ts';
import { codeOf, ConnectError } from '../http/connectError.ts';
import { tlsTrouble } from '../http/tlsTrouble.ts';

/** The address as people write it. */
export function describeEndpoint(endpoint: EngineEndpoint): string {
  switch (endpoint.kind) {
    case 'unix':
    case 'npipe':
      return endpoint.path;
    case 'tcp':
      return `${endpoint.host}:${endpoint.port}`;
    case 'ssh':
      return `ssh://${endpoint.destination}${endpoint.port === undefined ? '' : `:${endpoint.port}`}`;
    case 'invalid':
    default:
      return endpoint.address;
  }
}

/** Cause and next step for an error of a socket, of TLS or of the HTTP parser. */
export function connectFailure(error: unknown, endpoint: EngineEndpoint): Failure {
  if (error instanceof ConnectError) return error.failure;
  const detail = error instanceof Error ? plainText(error.message) : String(error);
  const code = codeOf(error);
  const where = describeEndpoint(endpoint);
  const known =
    tlsFailure(code, where, endpoint) ??
    (endpoint.kind === 'tcp' ? tcpFailure(code, where, endpoint.host) : socketFailure(code, where));
  return { ...(known ?? otherFailure(code, where)), detail };
}

/** The engine accepted the connection but does not answer. */
export function notAnswering(endpoint: EngineEndpoint, seconds: number): Failure {
  return {
    code: 'timeout',
    message: t('The engine at {0} did not answer within {1} s', describeEndpoint(endpoint), seconds),
    nextStep: t('Restart the engine if it stays like this.'),
  };
}

/** Nobody accepted the connection in time. */
export function notConnecting(endpoint: EngineEndpoint, seconds: number): Failure {
  return {
    code: 'unreachable',
    message: t('No connection to {0} within {1} s', describeEndpoint(endpoint), seconds),
    nextStep: t('Check the address, the network and its firewalls.'),
  };
}

/** Something answers that is not an engine: HTML, or no HTTP at all. */
export function notAnEngine(endpoint: EngineEndpoint, detail: string): Failure {
  return {
    code: 'rejected',
    message: t('What answers at {0} is not a container engine', describeEndpoint(endpoint)),
    nextStep: t('Check the address: it may belong to a proxy or to another service.'),
    detail: plainText(detail.slice(0, 500)),
  };
}

/** The engine speaks TLS and we did not. */
export function tlsExpected(endpoint: EngineEndpoint, detail: string): Failure {
  return {
    code: 'rejected',
    message: t('The engine at {0} expects TLS', describeEndpoint(endpoint)),
    nextStep: t('Set DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, or use a Docker context that holds the certificates.'),
    detail: plainText(detail),
  };
}

function socketFailure(code: string, where: string): Failure | undefined {
  switch (code) {
    case 'ENOENT':
      return {
        code: 'unreachable',
        message: t('There is no engine socket at {0}', where),
        nextStep: t('Start the engine, for example Docker Desktop, or: sudo systemctl start docker'),
      };
    case 'EACCES':
    case 'EPERM':
      return {
        code: 'forbidden',
        message: t('You may not use the engine socket {0}', where),
        nextStep: t('Join its group (sudo usermod -aG docker $USER) and log in again, or use a rootless engine.'),
      };
    case 'ECONNREFUSED':
      return {
        code: 'unreachable',
        message: t('The socket {0} is there, but no engine listens on it', where),
        nextStep: t('Start the engine again, for example: sudo systemctl restart docker'),
      };
    case 'ENOTSOCK':
    case 'ENOTDIR':
    case 'EPROTOTYPE':
      return {
        code: 'invalid',
        message: t('{0} is not a socket', where),
        nextStep: t('Correct the address of this engine.'),
      };
    default:
      return undefined;
  }
}

function tcpFailure(code: string, where: string, host: string): Failure | undefined {
  switch (code) {
    case 'ECONNREFUSED':
      return {
        code: 'unreachable',
        message: t('{0} refuses connections: no engine listens there', where),
        nextStep: t('Start the engine on that machine and check the port.'),
      };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
      return {
        code: 'unreachable',
        message: t('The name {0} cannot be resolved', host),
        nextStep: t('Check the name and the network (DNS, VPN).'),
      };
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return {
        code: 'unreachable',
        message: t('There is no way to {0} from here', where),
        nextStep: t('Check the network, the VPN and firewalls.'),
      };
    default:
      return undefined;
  }
}

function tlsFailure(code: string, where: string, endpoint: EngineEndpoint): Failure | undefined {
  if (endpoint.kind !== 'tcp' || endpoint.tls === undefined) return undefined;
  switch (tlsTrouble(code)) {
    case 'issuer':
      return {
        code: 'unauthorized',
        message: t('The certificate of {0} is not signed by the authority that this context trusts', where),
        nextStep: t('Put the authority that signed it into ca.pem of the context.'),
      };
    case 'name':
      return {
        code: 'unauthorized',
        message: t('The certificate of {0} is made out to another name', where),
        nextStep: t('Use the name in the certificate, or have a certificate made for this one.'),
      };
    case 'time':
      return {
        code: 'unauthorized',
        message: t('The certificate of {0} is expired or not valid yet', where),
        nextStep: t('Renew it, and check the clocks of both machines.'),
      };
    case 'plain':
      return {
        code: 'rejected',
        message: t('{0} does not speak TLS, but this context expects it', where),
        nextStep: t('Check the port (2376 is usual for TLS), or remove the TLS settings of the context.'),
      };
    case 'client':
      return {
        code: 'unauthorized',
        message: t('{0} does not accept the client certificate', where),
        nextStep: t('Put a client certificate that its authority signed into cert.pem and key.pem of the context.'),
      };
    case undefined:
    default:
      return undefined;
  }
}

function otherFailure(code: string, where: string): Failure {
  if (code.startsWith('HPE_')) {
    return {
      code: 'rejected',
      message: t('What answers at {0} does not speak HTTP', where),
      nextStep: t('Check the address and the port.'),
    };
  }
  if (code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH' || code.startsWith('ERR_OSSL')) {
    return {
      code: 'invalid',
      message: t('The certificate files for {0} cannot be used', where),
      nextStep: t('Check that cert.pem and key.pem belong together and are PEM files.'),
    };
  }
  return {
    code: 'unreachable',
    message: t('The connection to {0} was lost', where),
    nextStep: t('Check that the engine runs.'),
  };
}
