import { t } from '../../../domain/base/text.ts';
import { hasLastingVolume } from '../../manifest/podPlacement.ts';
import { custom } from './table/custom.ts';
import type { OperatorRow } from './table/operatorRow.ts';
import { pageOf } from './table/pageOf.ts';
import { fieldOf } from './table/rowCheck.ts';

const NOTEBOOK = ['kubeflow.org/Notebook'];
const ABSENT = { isAboutAbsence: true } as const;

const notebookPage = pageOf({
  source: 'Kubeflow documentation, Container Images (notebooks).',
  good: `apiVersion: kubeflow.org/v1
kind: Notebook
metadata:
  name: work
  namespace: team-a
spec:
  template:
    spec:
      containers:
        - name: work
          image: notebook:1
          ports:
            - containerPort: 8888
          volumeMounts:
            - name: home
              mountPath: /home/jovyan
      volumes:
        - name: home
          persistentVolumeClaim:
            claimName: home
`,
});
const sparkPage = pageOf({
  source: 'Spark documentation, Custom Resource Scheduling.',
  good: `apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata:
  name: etl
spec:
  type: Python
  mode: cluster
  sparkConf:
    spark.task.resource.gpu.amount: "1"
  executor:
    instances: 2
    cores: 1
    gpu:
      name: nvidia.com/gpu
      quantity: 1
`,
});

/** Kinds with few rules: Notebook, SparkApplication. */
export const otherRows: readonly OperatorRow[] = [
  {
    id: 'notebook-port',
    on: NOTEBOOK,
    severity: 'hint',
    checks: [
      custom('spec.template.spec', (spec, report) => {
        const port = spec.at('containers', 0, 'ports', 0, 'containerPort');
        if (port?.number === undefined || port.number === 8888) return;
        report.at(
          port.span,
          t('Images of Kubeflow listen on 8888, and traffic goes to the first port, which is {0}.', port.number),
        );
      }),
    ],
    page: () =>
      notebookPage(
        'A notebook names a port other than 8888.',
        'The controller sends traffic to the first port of the container and waits there for the server.',
        ['containerPort: 8888', 'containerPort: 8080'],
      ),
  },
  {
    id: 'notebook-pvc-home',
    on: NOTEBOOK,
    severity: 'warning',
    checks: [
      custom(
        '',
        (_, report, object) => {
          const pod = object.pods[0];
          if (pod && !hasLastingVolume(pod))
            report.at(object.head, t('The notebook has no volume: work is lost when it stops.'));
        },
        ABSENT,
      ),
    ],
    page: () =>
      notebookPage(
        'A notebook without a volume.',
        'Stopping a notebook, or culling it when it is idle, deletes its pod and all that was written in it.',
        ['          persistentVolumeClaim:\n            claimName: home\n', '          emptyDir: {}\n'],
        { source: 'Kubeflow documentation, Notebooks.' },
      ),
  },
  {
    id: 'spark-gpu-amount',
    on: ['sparkoperator.k8s.io/SparkApplication', 'sparkoperator.k8s.io/ScheduledSparkApplication'],
    severity: 'warning',
    checks: [
      custom('spec', (spec, report) => {
        const conf = fieldOf(spec, 'sparkConf');
        const amount = conf?.at('spark.task.resource.gpu.amount');
        const gpus = spec.at('executor', 'gpu', 'quantity')?.number;
        const cores = spec.at('executor', 'cores');
        const wanted = Number(amount?.text);
        const count = cores ? cores.number : 1;
        if (!amount || Number.isNaN(wanted) || wanted <= 0 || gpus === undefined || count === undefined) return;
        const tasks = Math.floor(wanted < 1 ? gpus * Math.floor(1 / wanted) : gpus / wanted);
        if (tasks < count)
          report.at(
            amount.span,
            t('The GPUs of an executor are enough for {0} tasks at once, and it has {1} cores.', tasks, count),
          );
      }),
    ],
    page: () =>
      sparkPage(
        'An executor has more cores than its GPUs serve tasks.',
        'Tasks wait for GPUs while cores stand idle.',
        ['cores: 1', 'cores: 4'],
      ),
  },
];
