import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import { type ServerAddress, serverAddressOf } from '../http/serverAddress.ts';

/** Reads the `server` of a kubeconfig. Failure: `invalid`. */
export function clusterAddressOf(server: string): Result<ServerAddress> {
  // As kubectl: an address without a scheme is one of http for bare hosts, but that would send tokens in the clear, so it has to be said.
  const address = serverAddressOf(server);
  if (address) return ok(address);
  return fail({
    code: 'invalid',
    message: t('{0} is not an address of an API server', plainLine(server)),
    nextStep: t('Write it as https://host:port in the kubeconfig file.'),
  });
}
