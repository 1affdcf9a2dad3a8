import { t } from '../../../domain/base/text.ts';
import { parseQuantity } from '../../../domain/cluster/quantity.ts';
import type { Container } from '../../manifest/container.ts';
import type { Report } from '../../lint/rule.ts';
import type { ManifestObject } from '../../manifest/manifestObject.ts';
import { argumentOf } from '../../manifest/mlWords.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { custom } from './table/custom.ts';
import { notAbove } from './table/notAbove.ts';
import type { OperatorRow } from './table/operatorRow.ts';
import { pageOf } from './table/pageOf.ts';
import { fieldOf } from './table/rowCheck.ts';
import { DNS_1123, textForm } from './table/textForm.ts';

const CLUSTERS = [
  'kubernetes.dask.org/DaskCluster',
  'kubernetes.dask.org/DaskJob',
  'kubernetes.dask.org/DaskWorkerGroup',
];
const NAMED = ['kubernetes.dask.org/DaskCluster'];
const ABSENT = { isAboutAbsence: true } as const;

const page = pageOf({
  source: 'dask-kubernetes, dask_kubernetes/operator/controller.',
  good: `apiVersion: kubernetes.dask.org/v1
kind: DaskCluster
metadata:
  name: dask
  namespace: team-a
spec:
  worker:
    replicas: 2
    spec:
      containers:
        - name: worker
          image: daskdev/dask:2025.3.0
          args: [dask, worker, --name, $(DASK_WORKER_NAME), --nthreads, "2", --memory-limit, 4GB]
          resources:
            limits:
              cpu: "2"
              memory: 4Gi
  scheduler:
    spec:
      containers:
        - name: scheduler
          image: daskdev/dask:2025.3.0
          args: [dask, scheduler]
          resources:
            limits:
              cpu: "1"
              memory: 2Gi
    service:
      type: ClusterIP
      selector:
        dask.org/cluster-name: dask
        dask.org/component: scheduler
      ports:
        - name: tcp-comm
          port: 8786
          targetPort: tcp-comm
        - name: http-dashboard
          port: 8787
          targetPort: http-dashboard
`,
});

/** The containers that start a worker, wherever their words stand. */
function workersOf(object: ManifestObject): readonly Container[] {
  return object.pods.flatMap(({ mainContainers }) =>
    mainContainers.filter((container) => /\bdask(?:-cuda)?[- ]worker\b/.test(container.words.join(' '))),
  );
}

/** The value node of a word, to underline. */
function wordOf(container: Container, text: string): YamlValue | undefined {
  return ['command', 'args']
    .flatMap((key) => Array.from(container.at(key)?.items() ?? []))
    .findLast((word) => word.text === text || word.text?.endsWith(`=${text}`) === true);
}

const onWorkers = (
  run: (container: Container, report: Report) => void,
  isAboutAbsence = false,
): ReturnType<typeof custom> =>
  custom(
    '',
    (_, report, object) => workersOf(object).forEach((container) => run(container, report)),
    isAboutAbsence ? ABSENT : {},
  );

const workerRows: readonly OperatorRow[] = [
  {
    id: 'dask-worker-nthreads-gt-cpu',
    on: CLUSTERS,
    severity: 'warning',
    checks: [
      onWorkers((container, report) => {
        const threads = argumentOf(container, '--nthreads');
        const limit = container.amount('limits', 'cpu');
        if (threads === undefined || !/^\d+$/.test(threads) || limit === undefined || Number(threads) <= limit) return;
        report.at(
          (wordOf(container, threads) ?? container.value).span,
          t('{0} threads share the {1} processors of the limit.', threads, limit),
        );
      }),
    ],
    page: () =>
      page(
        'A worker has more threads than processors.',
        'Dask gives each thread a task at once; they are throttled and take longer than one after another.',
        ['"2"', '"8"'],
        { source: 'Dask documentation, Workers (nthreads).' },
      ),
  },
  {
    id: 'dask-memory-limit-gt-container',
    on: CLUSTERS,
    severity: 'warning',
    checks: [
      onWorkers((container, report) => {
        const asked = argumentOf(container, '--memory-limit');
        const bytes = daskBytes(asked);
        const limit = container.amount('limits', 'memory');
        if (asked === undefined || bytes === undefined || limit === undefined || bytes <= limit) return;
        report.at(
          (wordOf(container, asked) ?? container.value).span,
          t(
            'The container has {0}: the worker is killed before it spills to disk.',
            container.at('resources', 'limits', 'memory')?.text ?? '',
          ),
        );
      }),
    ],
    page: () =>
      page(
        '`--memory-limit` of a worker is above the memory limit of its container.',
        'Dask spills, pauses and restarts at parts of its own limit, which it never reaches: the kernel kills it first.',
        ['4GB', '8GB'],
        { source: 'Dask documentation, Worker Memory Management.' },
      ),
  },
  {
    id: 'dask-memory-auto-no-limit',
    on: CLUSTERS,
    severity: 'info',
    checks: [
      onWorkers((container, report) => {
        const asked = argumentOf(container, '--memory-limit');
        if (
          (asked !== undefined && asked !== 'auto') ||
          container.at('resources', 'limits', 'memory') ||
          container.pod.spec.at('resources')
        )
          return;
        report.at(container.head, t('Without a memory limit the worker takes the memory of the node as its own.'));
      }, true),
    ],
    page: () =>
      page(
        'A worker without a memory limit of any kind.',
        'Dask reads the limit of its control group, and where there is none the memory of the node. Several workers then promise the same memory.',
        [
          [', --memory-limit, 4GB', ''],
          ['              cpu: "2"\n              memory: 4Gi\n', '              cpu: "2"\n'],
        ],
        { source: 'distributed, distributed/system.py.' },
      ),
  },
  {
    id: 'dask-worker-name-arg',
    on: CLUSTERS,
    severity: 'warning',
    checks: [
      onWorkers((container, report) => {
        const entry = container.env('DASK_WORKER_NAME');
        if (entry)
          report.at(entry.at('name')?.span ?? entry.headSpan, t('The operator sets “{0}” itself.', 'DASK_WORKER_NAME'));
        const words = container.words.join(' ');
        if (words.includes('DASK_WORKER_NAME')) return;
        report.at(
          (container.at('args') ?? container.at('command') ?? container.value).headSpan,
          t('Without “--name $(DASK_WORKER_NAME)” the operator does not know which pod a worker is.'),
        );
      }, true),
    ],
    page: () =>
      page(
        'A worker does not use the name that the operator gives it.',
        'To scale down the operator asks the scheduler which workers to close, by name, and deletes the pods of those names. Others are never deleted, or the wrong ones are.',
        [', --name, $(DASK_WORKER_NAME)', ''],
      ),
  },
  {
    id: 'dask-nworkers-procs',
    on: CLUSTERS,
    severity: 'warning',
    checks: [
      onWorkers((container, report) => {
        const count = argumentOf(container, '--nworkers') ?? argumentOf(container, '--nprocs');
        if (count === undefined || (count !== 'auto' && !(Number(count) > 1))) return;
        report.at(
          (wordOf(container, count) ?? container.value).span,
          t('Several workers in one pod: scaling down closes them all.'),
        );
      }),
    ],
    page: () =>
      page(
        'Several workers in one pod.',
        'The operator counts and deletes pods; it knows one worker in each.',
        ['--nthreads, "2"', '--nworkers, "2"'],
        { source: 'Our judgement; dask-kubernetes, controller.' },
      ),
  },
  {
    id: 'dask-gpu-no-cuda-worker',
    on: CLUSTERS,
    severity: 'info',
    checks: [
      onWorkers((container, report) => {
        if (container.gpus.length === 0 || container.words.join(' ').includes('cuda')) return;
        report.at(
          (container.at('args') ?? container.at('command') ?? container.value).headSpan,
          t('“dask-cuda-worker” pins a worker to each GPU and spills from its memory.'),
        );
      }),
    ],
    page: () =>
      page(
        'A worker with GPUs that is started as a plain one.',
        'A plain worker runs several tasks on one GPU and knows nothing of its memory.',
        [
          '              cpu: "2"\n              memory: 4Gi\n',
          '              cpu: "2"\n              memory: 4Gi\n              nvidia.com/gpu: "1"\n',
        ],
        { source: 'Dask-CUDA documentation.' },
      ),
  },
];

const clusterRows: readonly OperatorRow[] = [
  {
    id: 'dask-scheduler-service-ports',
    on: CLUSTERS,
    checks: ['spec.scheduler.service', 'spec.cluster.spec.scheduler.service'].map((path) =>
      custom(
        path,
        (service, report) => {
          const ports = fieldOf(service, 'ports');
          const numbers = Array.from(ports?.items() ?? [], (port) => port.at('port'));
          if (ports && (!ports.isList || numbers.some((port) => port?.number === undefined))) return;
          const missing = [8786, 8787].filter((wanted) => !numbers.some((port) => port?.number === wanted));
          if (missing.length > 0)
            report.at(
              (ports ?? service).headSpan,
              t('The Service of the scheduler lacks the port {0}.', missing.join(', ')),
            );
        },
        ABSENT,
      ),
    ),
    page: () =>
      page(
        'The Service of the scheduler lacks one of its ports.',
        'Workers join at 8786, and the operator asks for idle workers at 8787.',
        ['port: 8786', 'port: 8780'],
      ),
  },
  {
    id: 'dask-version-mismatch',
    on: CLUSTERS,
    severity: 'warning',
    checks: [
      custom('', (_, report, object) => {
        const images = object.pods.flatMap((pod) =>
          pod.mainContainers.slice(0, 1).map((container) => container.at('image')),
        );
        const [first, ...others] = images.flatMap((image) => (image && tagOf(image.text) !== undefined ? [image] : []));
        const other = others.find((image) => tagOf(image.text) !== tagOf(first?.text));
        if (first && other)
          report.at(
            other.span,
            t('The parts of a cluster have different images: {0} and {1}.', first.text ?? '', other.text ?? ''),
          );
      }),
    ],
    page: () =>
      page(
        'Scheduler and workers have different versions.',
        'They send each other pickled objects; other versions fail on the first task.',
        ['image: daskdev/dask:2025.3.0', 'image: daskdev/dask:2024.1.0'],
        { source: 'Dask documentation, Client.get_versions.' },
      ),
  },
  {
    id: 'dask-cluster-name',
    on: NAMED,
    checks: [
      textForm('metadata', 'name', {
        pattern: DNS_1123,
        max: 53,
        says: (text) => t('“{0}” must be lower-case letters, digits and “-”.', text),
      }),
    ],
    page: () =>
      page(
        'The name of a cluster is too long or has characters that are not allowed.',
        'The operator refuses the cluster, which stays without pods.',
        ['  name: dask\n', '  name: dask.one\n'],
        { source: 'dask-kubernetes, dask_kubernetes/operator/validation.py.' },
      ),
  },
  {
    id: 'dask-autoscaler-min-gt-max',
    on: ['kubernetes.dask.org/DaskAutoscaler'],
    checks: [notAbove('spec', 'minimum', 'maximum')],
    page: () => ({
      what: 'Fewer workers at most than at least.',
      why: 'The operator raises the number to “minimum” and then lowers it to “maximum”, so that the cluster has as many workers as “maximum” and never scales.',
      source: 'dask-kubernetes, controller (daskautoscaler_adapt).',
      bad: autoscaler(5),
      good: autoscaler(1),
    }),
  },
];

/** Dask: clusters, jobs, worker groups, autoscalers. */
export const daskRows: readonly OperatorRow[] = [...workerRows, ...clusterRows];

function autoscaler(least: number): string {
  return `apiVersion: kubernetes.dask.org/v1\nkind: DaskAutoscaler\nmetadata:\n  name: dask\nspec:\n  cluster: dask\n  minimum: ${least}\n  maximum: 2\n`;
}

/** Of images of Dask itself: other images may hold any version under any tag. */
function tagOf(image: string | undefined): string | undefined {
  return /(?:^|\/)daskdev\/dask[\w-]*:([\w.-]+)$/.exec(image ?? '')?.[1];
}

/** `4GB`, `4GiB`, `4e9` as Dask reads them; undefined for `auto`, shares and others. */
function daskBytes(text: string | undefined): number | undefined {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?(?:e\d+)?)\s*([kKMGTP]i?)?B?$/.exec(text ?? '') ?? [];
  if (number === undefined || (unit === '' && Number(number) <= 1)) return undefined;
  return parseQuantity(`${Number(number)}${unit === 'K' ? 'k' : unit === 'ki' ? 'Ki' : unit}`);
}
