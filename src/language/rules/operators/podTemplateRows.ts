import { t } from '../../../domain/base/text.ts';
import type { Report } from '../../lint/rule.ts';
import { lookUp } from '../../manifest/lookUp.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { groupsOf, onCluster, RAY_KINDS, rayPage, REFUSED } from './rayShared.ts';
import { custom } from './table/custom.ts';
import type { OperatorRow } from './table/operatorRow.ts';
import { pageOf } from './table/pageOf.ts';
import { fieldOf } from './table/rowCheck.ts';

/** Where each kind keeps its replicas. */
const REPLICAS: Readonly<Record<string, string>> = {
  'kubeflow.org/PyTorchJob': 'pytorchReplicaSpecs',
  'kubeflow.org/TFJob': 'tfReplicaSpecs',
  'kubeflow.org/XGBoostJob': 'xgbReplicaSpecs',
  'kubeflow.org/PaddleJob': 'paddleReplicaSpecs',
  'kubeflow.org/JAXJob': 'jaxReplicaSpecs',
};
/** The containers of the workers in the example. */
const WORKER = `          containers:
            - name: ray-worker
              image: rayproject/ray:2.56.0
              resources:
                requests:
                  cpu: 8
                  memory: 32Gi
                limits:
                  cpu: 8
                  memory: 32Gi
`;
const SPEC = ['template', 'spec'];
const ABSENT = { isAboutAbsence: true } as const;

/** Pods of operators that have no container. A spec without the list is told from the schema. */
export const podTemplateRows: readonly OperatorRow[] = [
  {
    id: 'kf-replica-containers',
    on: Object.keys(REPLICAS),
    checks: Object.values(REPLICAS).map((field) => custom(`spec.${field}.*`, checkContainers, ABSENT)),
    page: () =>
      pageOf({
        source: 'Kubeflow Training Operator, pkg/webhooks.',
        good: `apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata:
  name: train
  namespace: team-a
spec:
  pytorchReplicaSpecs:
    Master:
      replicas: 1
      template:
        spec:
          containers:
            - name: pytorch
              image: trainer:1
`,
      })('A role of a training job has no container.', 'The webhook refuses the job.', [
        '          containers:\n            - name: pytorch\n              image: trainer:1\n',
        '          containers: []\n',
      ]),
  },
  {
    id: 'ray-group-containers',
    on: RAY_KINDS,
    checks: [
      onCluster((cluster, report) => {
        for (const group of groupsOf(cluster)) if (fieldOf(group, 'template')) checkContainers(group, report);
      }, ABSENT),
    ],
    page: () => rayPage('A group of a Ray cluster has no container.', REFUSED, [WORKER, '          containers: []\n']),
  },
];

function checkContainers(map: YamlValue, report: Report): void {
  const spec = lookUp(map, SPEC);
  const containers = spec && fieldOf(spec, 'containers');
  if (spec && !(containers?.isList === true && containers.items().length === 0)) return;
  report.at((containers ?? map.at('template') ?? map).headSpan, t('A pod needs a container.'));
}
