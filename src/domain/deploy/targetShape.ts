import { t } from '../base/text.ts';
import type { Shape } from './shape.ts';
import { choice, fields, text } from './shape.ts';

export function targetShape(): Shape {
  return {
    kind: 'record',
    id: 'target',
    title: t('target'),
    exactlyOne: [['docker', 'kubernetes']],
    fields: fields({
      docker: {
        shape: {
          kind: 'record',
          id: 'dockerTarget',
          title: t('Docker target'),
          fields: fields({
            context: {
              shape: text('line'),
              doc: t('Docker context (`docker context ls`).'),
              default: t('the current one'),
              example: 'default',
            },
          }),
        },
        doc: t('A Docker engine.'),
        example: '{ context: default }',
      },
      kubernetes: {
        shape: kubernetesShape(),
        doc: t('A Kubernetes cluster.'),
        example: '{ context: lab, namespace: training, create: Job }',
        otherNames: ['k8s'],
      },
    }),
  };
}

function kubernetesShape(): Shape {
  return {
    kind: 'record',
    id: 'kubernetesTarget',
    title: t('Kubernetes target'),
    fields: fields({
      context: {
        shape: text('line'),
        doc: t('Context of the kubeconfig.'),
        default: t('the current one'),
        example: 'lab',
      },
      namespace: {
        shape: text('kubernetesName'),
        doc: t('Namespace.'),
        default: t('that of the context'),
        example: 'training',
      },
      create: {
        shape: choice({
          Job: t('A batch Job; for `run`.'),
          Deployment: t('A Deployment with a Service; for `serve`.'),
          TrainJob: t('Kubeflow Trainer v2, several nodes.'),
          PyTorchJob: t('Kubeflow Training Operator v1, several nodes.'),
          RayJob: t('KubeRay, several nodes.'),
          InferenceService: t('KServe; for `serve`.'),
        }),
        doc: t('Kind of object to create.'),
        default: t('`Job` for `run`, `Deployment` for `serve`'),
        example: 'Job',
        otherNames: ['kind'],
      },
    }),
  };
}
