import { t } from '../../../domain/base/text.ts';
import { parseQuantity } from '../../../domain/cluster/quantity.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { envOf, groupsOf, onCluster, RAY_KINDS, rayContainer, rayPage, REFUSED, versionOf } from './rayShared.ts';
import { checkBackend, checkNetwork, checkTls, OPTIONS, reportHeadEnv } from './rayFaultChecks.ts';
import type { OperatorRow } from './table/operatorRow.ts';
import { fieldOf, isSet } from './table/rowCheck.ts';

function headOf(cluster: YamlValue): YamlValue | undefined {
  return fieldOf(cluster, 'headGroupSpec');
}

const faultRows: readonly OperatorRow[] = [
  {
    id: 'ray-gcs-ft-annotation',
    on: RAY_KINDS,
    checks: [
      onCluster(
        (cluster, report, object) => {
          const value = object.at('metadata', 'annotations', 'ray.io/ft-enabled');
          if (isSet(value) && fieldOf(cluster, OPTIONS))
            report.at(value.headSpan, t('“{0}” may not be set together with “{1}”.', 'ray.io/ft-enabled', OPTIONS));
        },
        { needs: ['ray.io/ft-enabled'] },
      ),
    ],
    page: () =>
      rayPage('Fault tolerance is switched by an annotation and by options.', REFUSED, [
        '  namespace: team-a\n',
        '  namespace: team-a\n  annotations:\n    ray.io/ft-enabled: "true"\n',
      ]),
  },
  {
    id: 'ray-gcs-ft-password',
    on: RAY_KINDS,
    checks: [
      onCluster((cluster, report) => {
        const user = headOf(cluster)?.at('rayStartParams', 'redis-username');
        if (isSet(user)) report.at(user.headSpan, t('The user of Redis stands in “{0}”.', OPTIONS));
        const entry = envOf(rayContainer(headOf(cluster)), 'REDIS_USERNAME');
        if (entry)
          report.at(entry.at('name')?.span ?? entry.headSpan, t('The user of Redis stands in “{0}”.', OPTIONS));
        if (!fieldOf(cluster, OPTIONS)) return;
        const password = headOf(cluster)?.at('rayStartParams', 'redis-password');
        if (isSet(password))
          report.at(password.headSpan, t('“{0}” may not be set together with “{1}”.', 'redis-password', OPTIONS));
        reportHeadEnv(cluster, report, ['REDIS_PASSWORD']);
      }),
    ],
    page: () =>
      rayPage('The user or password of Redis stands in the head beside the options of fault tolerance.', REFUSED, [
        '      num-cpus: "0"\n',
        '      num-cpus: "0"\n      redis-password: secret\n',
      ]),
  },
  {
    id: 'ray-gcs-ft-address',
    on: RAY_KINDS,
    checks: [
      onCluster((cluster, report, object) => {
        const isOn = object.at('metadata', 'annotations', 'ray.io/ft-enabled')?.text?.toLowerCase() === 'true';
        if (fieldOf(cluster, OPTIONS)) {
          reportHeadEnv(cluster, report, ['RAY_REDIS_ADDRESS']);
          const space = object.at('metadata', 'annotations', 'ray.io/external-storage-namespace');
          if (isSet(space))
            report.at(
              space.headSpan,
              t('“{0}” may not be set together with “{1}”.', 'ray.io/external-storage-namespace', OPTIONS),
            );
          return;
        }
        const entry = isOn ? undefined : envOf(rayContainer(headOf(cluster)), 'RAY_REDIS_ADDRESS');
        if (entry)
          report.at(entry.at('name')?.span ?? entry.headSpan, t('“{0}” needs “{1}”.', 'RAY_REDIS_ADDRESS', OPTIONS));
      }),
    ],
    page: () => rayPage('The address of Redis stands in the head.', REFUSED, ['LOG_LEVEL', 'RAY_REDIS_ADDRESS']),
  },
  {
    id: 'ray-gcs-ft-backend',
    on: RAY_KINDS,
    checks: [onCluster(checkBackend, { needs: [OPTIONS] })],
    page: () =>
      rayPage('Options of the other storage of the head.', REFUSED, [
        '    redisAddress: redis:6379\n',
        '    backend: rocksdb\n    redisAddress: redis:6379\n',
      ]),
  },
  {
    id: 'ray-network-mode',
    on: RAY_KINDS,
    checks: [onCluster(checkNetwork, { needs: ['networkPolicy'] })],
    page: () =>
      rayPage(
        'Rules of a network policy in a mode that does not restrict that direction, or for a group that is not there.',
        REFUSED,
        [
          '  rayVersion: 2.56.0\n',
          '  rayVersion: 2.56.0\n  networkPolicy:\n    mode: DenyAllIngress\n    head:\n      egressRules:\n        - {}\n',
        ],
      ),
  },
  {
    id: 'ray-tls-env',
    on: RAY_KINDS,
    checks: [onCluster(checkTls, { needs: ['tlsOptions', 'enabled'] })],
    page: () =>
      rayPage('TLS is set by hand beside `tlsOptions`.', REFUSED, [
        ['  rayVersion: 2.56.0\n', '  rayVersion: 2.56.0\n  tlsOptions:\n    enabled: true\n'],
        ['LOG_LEVEL', 'RAY_USE_TLS'],
      ]),
  },
];

const judgedRows: readonly OperatorRow[] = [
  {
    id: 'ray-version-image-mismatch',
    on: RAY_KINDS,
    severity: 'warning',
    checks: [
      onCluster((cluster, report) => {
        const version = fieldOf(cluster, 'rayVersion');
        const wanted = versionOf(version?.text);
        if (!wanted) return;
        for (const group of groupsOf(cluster)) {
          const image = rayContainer(group)?.at('image');
          const [, tag] = /rayproject\/ray(?:-ml|-llm)?:(\d+\.\d+\.\d+)/.exec(image?.text ?? '') ?? [];
          if (!image || tag === undefined || versionOf(tag)?.join('.') === wanted.join('.')) continue;
          report.at(image.span, t('The image has Ray {0}, and “rayVersion” is {1}.', tag, version?.text ?? ''));
        }
      }),
    ],
    page: () =>
      rayPage(
        '`rayVersion` differs from the version of the image.',
        'The operator chooses commands and probes by `rayVersion`; a head and workers of different versions do not join.',
        ['rayVersion: 2.56.0', 'rayVersion: 2.57.0'],
        { source: 'KubeRay, apis/ray/v1 (rayVersion).' },
      ),
  },
  {
    id: 'ray-head-schedules-work',
    on: RAY_KINDS,
    severity: 'info',
    checks: [
      onCluster(
        (cluster, report, object) => {
          const head = headOf(cluster);
          const params = head?.at('rayStartParams');
          const hasGpuWorkers = object.pods.some((pod) => pod.hasGpus && pod.spec.path.includes('workerGroupSpecs'));
          if (!head || !hasGpuWorkers || params?.at('num-cpus') || head.at('resources') || params?.isMasked) return;
          report.at(
            head.headSpan,
            t('Tasks may run on the head, beside what keeps the cluster alive: “num-cpus: "0"” keeps them away.'),
          );
        },
        { isAboutAbsence: true },
      ),
    ],
    page: () =>
      rayPage(
        'The head of a cluster with GPU workers takes tasks.',
        'When a task takes the memory of the head, the whole cluster is lost.',
        [
          ['      num-cpus: "0"\n', '      dashboard-host: 0.0.0.0\n'],
          [
            '                  cpu: 8\n                  memory: 32Gi\n                limits:\n',
            '                  cpu: 8\n                  memory: 32Gi\n                limits:\n                  nvidia.com/gpu: 1\n',
          ],
        ],
        { source: 'Ray documentation, Configuration of KubeRay clusters (best practices for the head).' },
      ),
  },
  {
    id: 'ray-object-store-gt-shm',
    on: RAY_KINDS,
    severity: 'warning',
    checks: [
      onCluster(
        (cluster, report) => {
          for (const group of groupsOf(cluster)) {
            const store = group.at('rayStartParams', 'object-store-memory');
            const limit = rayContainer(group)?.at('resources', 'limits', 'memory');
            const [bytes, most] = [parseQuantity(store?.text), parseQuantity(limit?.text)];
            if (store && bytes !== undefined && most !== undefined && bytes >= most) {
              report.at(
                store.span,
                t('The object store alone takes the whole memory limit of {0}.', limit?.text ?? ''),
              );
            }
          }
        },
        { needs: ['object-store-memory', 'limits'] },
      ),
    ],
    page: () =>
      rayPage(
        'The object store is as large as the memory limit of its container.',
        'It lies in shared memory, which counts against the limit: the container is killed before the store is full.',
        ['      num-cpus: "0"\n', '      num-cpus: "0"\n      object-store-memory: "8589934592"\n'],
        { source: 'Ray documentation, Memory management.' },
      ),
  },
  {
    id: 'ray-limits-ne-requests',
    on: RAY_KINDS,
    severity: 'info',
    checks: [
      onCluster((cluster, report) => {
        for (const group of groupsOf(cluster)) {
          const resources = rayContainer(group)?.at('resources');
          for (const name of ['cpu', 'memory']) {
            const [request, limit] = [resources?.at('requests', name), resources?.at('limits', name)];
            const [asked, most] = [parseQuantity(request?.text), parseQuantity(limit?.text)];
            if (request && asked !== undefined && most !== undefined && asked < most) {
              report.at(
                request.span,
                t('Ray counts the limit of {0}, and the scheduler gives {1}.', limit?.text ?? '', request.text ?? ''),
              );
            }
          }
        }
      }),
    ],
    page: () =>
      rayPage(
        'The limits of a Ray container are above its requests.',
        'Ray starts as many tasks as the limit allows, on a node that keeps the request free alone.',
        [
          '                cpu: 2\n                memory: 8Gi\n              limits',
          '                cpu: 1\n                memory: 8Gi\n              limits',
        ],
        { source: 'KubeRay, ray-operator/controllers/ray/common/pod.go.' },
      ),
  },
  {
    id: 'ray-no-memory-limit',
    on: RAY_KINDS,
    severity: 'warning',
    checks: [
      onCluster(
        (cluster, report) => {
          for (const group of groupsOf(cluster)) {
            const container = rayContainer(group);
            if (
              !container?.isMap ||
              container.at('resources', 'limits', 'memory') ||
              group.at('rayStartParams', 'memory')
            )
              continue;
            const resources = container.at('resources');
            if (resources && (!resources.isMap || group.at('resources'))) continue;
            report.at(
              container.at('name')?.span ?? container.headSpan,
              t('Without a memory limit Ray takes the memory of the node as its own.'),
            );
          }
        },
        { isAboutAbsence: true },
      ),
    ],
    page: () =>
      rayPage(
        'A Ray container without a memory limit.',
        'Ray sizes its object store by the memory it sees, and starts tasks that the pod cannot hold; the node then kills it.',
        [
          '              limits:\n                cpu: 2\n                memory: 8Gi\n',
          '              limits:\n                cpu: 2\n',
        ],
        { source: 'Ray documentation, Configuration of KubeRay clusters (resources).' },
      ),
  },
  {
    id: 'ray-container-order',
    on: RAY_KINDS,
    severity: 'warning',
    checks: [
      onCluster((cluster, report) => {
        for (const group of groupsOf(cluster)) {
          const containers = Array.from(group.at('template', 'spec', 'containers')?.items() ?? []);
          const isRay = (container: YamlValue): boolean =>
            /(?:^|\/)ray(?:-ml|-llm)?[:@]|(?:^|\/)ray(?:-ml|-llm)?$/.test(container.at('image')?.text ?? '');
          const [first, ...others] = containers;
          const later = others.find((container) => isRay(container));
          if (first && later && first.at('image')?.text !== undefined && !isRay(first)) {
            report.at(
              later.at('name')?.span ?? later.headSpan,
              t('KubeRay takes the first container as the one that runs Ray.'),
            );
          }
        }
      }),
    ],
    page: () =>
      rayPage(
        'The container that runs Ray is not the first.',
        'The operator puts the command of Ray into the first container, whatever its name is.',
        [
          '          - name: ray-head\n',
          '          - name: logs\n            image: logs:1\n            resources:\n              limits:\n                memory: 1Gi\n          - name: ray-head\n',
        ],
        { source: 'KubeRay, RayContainerIndex in controllers/ray/utils/constant.go.' },
      ),
  },
];

/** KubeRay: fault tolerance, networks and TLS of a cluster, and what makes it slow or lose it. */
export const rayFaultRows: readonly OperatorRow[] = [...faultRows, ...judgedRows];
