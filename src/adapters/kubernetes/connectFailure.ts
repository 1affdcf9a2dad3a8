import type { Failure } from '../../domain/base/failure.ts';
import { plainText } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import { codeOf, ConnectError } from '../http/connectError.ts';
import { tlsTrouble } from '../http/tlsTrouble.ts';

/** Cause and next step for an error of a socket, of TLS or of the HTTP parser. `where` is host and port. */
export function connectFailure(error: unknown, where: string): Failure {
  if (error instanceof ConnectError) return error.failure;
  const detail = error instanceof Error ? plainText(error.message) : String(error);
  const code = codeOf(error);
  return { ...(networkFailure(code, where) ?? tlsFailure(code, where) ?? otherFailure(code, where)), detail };
}

/** The server accepted the connection but does not answer. */
export function notAnswering(where: string, seconds: number): Failure {
  return {
    code: 'timeout',
    message: t('The API server at {0} did not answer within {1} s', where, seconds),
    nextStep: t('Try again; look at the API server if it stays like this.'),
  };
}

/** Nobody accepted the connection in time. */
export function notConnecting(where: string, seconds: number): Failure {
  return {
    code: 'unreachable',
    message: t('No connection to {0} within {1} s', where, seconds),
    nextStep: t('Check the address, the network, the VPN and firewalls.'),
  };
}

/** Every connection is held by a stream. */
export function tooManyConnections(where: string, count: number): Failure {
  return {
    code: 'rejected',
    message: t('All {0} connections to {1} are in use', count, where),
    nextStep: t('Close logs that you do not need.'),
  };
}

function networkFailure(code: string, where: string): Failure | undefined {
  switch (code) {
    case 'ECONNREFUSED':
      return {
        code: 'unreachable',
        message: t('{0} refuses connections: no API server listens there', where),
        nextStep: t('Start the cluster, and check the address in the kubeconfig file.'),
      };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
      return {
        code: 'unreachable',
        message: t('The name in {0} cannot be resolved', where),
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

function tlsFailure(code: string, where: string): Failure | undefined {
  switch (tlsTrouble(code)) {
    case 'issuer':
      return {
        code: 'unauthorized',
        about: 'certificate',
        message: t('The certificate of {0} is not signed by the authority that this context trusts', where),
        nextStep: t(
          'Put the authority that signed it into certificate-authority of the cluster in the kubeconfig file.',
        ),
      };
    case 'name':
      return {
        code: 'unauthorized',
        about: 'certificate',
        message: t('The certificate of {0} is made out to another name', where),
        nextStep: t('Use the name in the certificate, or set tls-server-name of the cluster in the kubeconfig file.'),
      };
    case 'time':
      return {
        code: 'unauthorized',
        about: 'certificate',
        message: t('The certificate of {0} is expired or not valid yet', where),
        nextStep: t('Renew it, and check the clocks of both machines.'),
      };
    case 'plain':
      return {
        code: 'rejected',
        message: t('{0} does not speak TLS', where),
        nextStep: t('Check the address of the cluster in the kubeconfig file.'),
      };
    case 'client':
      return {
        code: 'unauthorized',
        message: t('{0} does not accept the client certificate', where),
        nextStep: t('Renew the client certificate of the user in the kubeconfig file.'),
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
      nextStep: t('Check the address of the cluster in the kubeconfig file.'),
    };
  }
  if (code.startsWith('ERR_OSSL')) {
    return {
      code: 'invalid',
      message: t('The certificates for {0} cannot be used', where),
      nextStep: t('Check that client certificate and key belong together and are PEM.'),
    };
  }
  return {
    code: 'unreachable',
    message: t('The connection to {0} was lost', where),
    nextStep: t('Check that the API server runs.'),
  };
}
