import { assertNever } from '../base/failure.ts';
import { t } from '../base/text.ts';
import { hostPath } from './hostPath.ts';
import type { PreflightCheck, PreflightFacts } from './preflightCheck.ts';
import type { WorkloadSpec } from './spec.ts';
import { MACHINE_NAME } from './trackingInside.ts';
import { type TrackingPlace, trackingPlace } from './trackingPlace.ts';

const title = () => t('Tracking');

/** Whether the container can record where the workload says. */
export function checkTracking(
  workload: WorkloadSpec,
  network: string | undefined,
  facts: PreflightFacts,
): PreflightCheck[] {
  const place = trackingPlace(workload.tracking);
  if (!place || place.kind === 'address') return [];
  return [
    {
      id: 'tracking',
      title: title(),
      ...(place.kind === 'local' ? ofStore(place, facts) : ofServer(place.url, network, facts)),
    },
  ];
}

type Said = Pick<PreflightCheck, 'state' | 'message'>;

function ofStore(
  place: Extract<TrackingPlace, { readonly kind: 'local' }>,
  { isRemote, specFolder }: PreflightFacts,
): Said {
  const path = specFolder === undefined ? place.path : hostPath(place.path, specFolder);
  if (isRemote) {
    return {
      state: 'problem',
      message: t('The engine is on another machine, where the MLflow store {0} is not. {1}', path, serve()),
    };
  }
  return { state: 'ok', message: t('Metrics are recorded in {0}, which the container gets at the same path.', path) };
}

function ofServer(url: URL, network: string | undefined, { isRemote, trackingAnswer }: PreflightFacts): Said {
  const outside = url.host;
  if (isRemote) {
    const message = t('The engine is on another machine, for which {0} is itself. {1}', outside, serve());
    return { state: 'problem', message };
  }
  if (network === 'host') return { state: 'ok', message: t('The container shares the network of {0}.', outside) };
  const inside = `${MACHINE_NAME}${url.port === '' ? '' : `:${url.port}`}`;
  switch (trackingAnswer) {
    case 'closed':
      return { state: 'warning', message: t('Nobody listens at {0}: start the MLflow server first.', outside) };
    case 'loopbackOnly':
      return {
        state: 'problem',
        message: t(
          'The server at {0} can be reached from this machine alone, not from a container. Start it with --host 0.0.0.0 --allowed-hosts "localhost:*,{1}:*".',
          outside,
          MACHINE_NAME,
        ),
      };
    case 'nameRefused':
      return {
        state: 'problem',
        message: t(
          'The server at {0} refuses the name by which a container calls it. Start it with --allowed-hosts "localhost:*,{1}:*".',
          outside,
          MACHINE_NAME,
        ),
      };
    case 'answers':
    case undefined:
      return { state: 'ok', message: t('The container calls the server at {0} by the name {1}.', outside, inside) };
    default:
      return assertNever(trackingAnswer);
  }
}

/** What can be done where a local store cannot be reached. */
function serve(): string {
  return t('Start “mlflow server” on a machine that it reaches, and name its address under “tracking”.');
}
