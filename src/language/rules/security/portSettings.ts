import { t } from '../../../domain/base/text.ts';
import { podWith } from '../../lint/examples.ts';
import type { ForbiddenSetting } from './forbiddenSetting.ts';

const listening = (port: number): string => podWith(`image: nginx:1.27.3\nports:\n  - containerPort: ${String(port)}`);
const PORT = ['ports', '*', 'containerPort'];
/** Launcher and workers of MPI speak SSH. */
const MPI_KIND = 'kubeflow.org/MPIJob';
const FIRST_FREE = 1024;

/** Ports of containers that tell of something. */
export const portSettings: readonly ForbiddenSetting[] = [
  {
    id: 'sec-ssh-port',
    severity: 'info',
    aliases: ['kube-linter/ssh-port'],
    inContainer: [PORT],
    isBad: (value, { pod }) => value.number === 22 && pod.object.groupKind !== MPI_KIND,
    removes: 1,
    message: () => t('A shell over SSH goes around the rights and the log of the cluster.'),
    page: {
      what: 'A container opens port 22. Jobs of MPI are not asked.',
      why: 'Who logs in over SSH is seen by nobody and not bound by roles; `kubectl exec` is.',
      source: 'Kubernetes documentation, Get a Shell to a Running Container.',
      bad: listening(22),
      good: listening(8080),
    },
  },
  {
    id: 'sec-privileged-ports',
    severity: 'hint',
    aliases: ['kube-linter/privileged-ports', 'trivy/KSV-0117'],
    inContainer: [PORT],
    isBad: (value) => value.number !== undefined && value.number > 0 && value.number < FIRST_FREE,
    hasNoFix: true,
    message: (value) =>
      t('Ports below 1024, such as {0}, ask for root or NET_BIND_SERVICE with some runtimes.', value.text ?? ''),
    page: {
      what: 'A container listens at a port below 1024.',
      why: 'Where the runtime does not lower the limit, the program must start as root. A Service can offer port 80 all the same.',
      source: 'Kubernetes documentation, Using sysctls: net.ipv4.ip_unprivileged_port_start.',
      bad: listening(80),
      good: listening(8080),
    },
  },
];
