import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import type { Container } from '../../manifest/container.ts';

const FABRIC = /rdma|hca|infiniband|\/ib|roce|efa|sriov|networking\.gke\.io/;

/** nccl-ib-without-rdma */
export const ncclIbWithoutRdma: ManifestRule = {
  id: 'nccl-ib-without-rdma',
  on: 'container',
  kinds: 'pods',
  severity: 'warning',
  isAboutAbsence: true,
  check(container, report) {
    for (const entry of container.at('env')?.items() ?? []) {
      const name = entry.at('name');
      if (name?.text?.startsWith('NCCL_IB_') !== true || name.text === 'NCCL_IB_DISABLE') continue;
      if (container.envText('NCCL_IB_DISABLE') === '1' || mayReachFabric(container)) return;
      report.at(
        name.span,
        t('“{0}” has no effect: the container gets no RDMA device, and NCCL falls back to TCP.', name.text),
      );
      return;
    }
  },
  page: () => ({
    what: 'Variables for InfiniBand in a container that gets no RDMA device.',
    why: 'NCCL finds no device and uses TCP sockets without an error. Training over several nodes is many times slower.',
    source: 'NCCL documentation, NCCL_IB_HCA; README of the RDMA shared device plugin.',
    bad: jobWith('image: trainer:1\nenv:\n  - name: NCCL_IB_HCA\n    value: mlx5'),
    good: jobWith(
      'image: trainer:1\nenv:\n  - name: NCCL_IB_HCA\n    value: mlx5\nresources:\n  limits:\n    rdma/hca_shared_devices_a: 1\nsecurityContext:\n  capabilities:\n    add: [IPC_LOCK]',
    ),
  }),
};

/** By a resource, a claim, the network of the node, privileges, a mounted device, or a second network of the pod. */
function mayReachFabric(container: Container): boolean {
  const { pod } = container;
  if (container.isPrivileged || pod.hasClaims || pod.spec.at('hostNetwork')?.boolean === true) return true;
  if (
    pod.metadata?.at('annotations') !== undefined ||
    pod.volumes.some((volume) => volume.at('hostPath') !== undefined)
  )
    return true;
  return Array.from(container.at('resources', 'limits')?.items() ?? []).some(({ key }) => FABRIC.test(key ?? ''));
}
