import { t } from '../base/text.ts';
import type { Field, Shape } from './shape.ts';
import { choice, fields, list, quantity, text } from './shape.ts';

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

/** What every pod there needs, whatever the workload. */
function podFields(): Record<string, Field> {
  return {
    pullSecrets: {
      shape: list(text('kubernetesName')),
      doc: t('Secrets of the namespace with which images are pulled.'),
      example: '[registry]',
      otherNames: ['imagePullSecrets'],
    },
    serviceAccount: {
      shape: text('kubernetesName'),
      doc: t('Account of the pods. With one they get its token; without one they get none.'),
      example: 'trainer',
      otherNames: ['serviceAccountName'],
    },
    priorityClass: {
      shape: text('kubernetesName'),
      doc: t('Priority of the pods over others.'),
      example: 'low',
      otherNames: ['priorityClassName', 'priority'],
    },
    queue: {
      shape: text('kubernetesName'),
      doc: t('LocalQueue of Kueue in which a Job waits for its turn.'),
      example: 'team',
      otherNames: ['queueName', 'localQueue'],
    },
    keep: {
      shape: quantity('duration'),
      doc: t('How long a finished Job stays before the cluster removes it, with its log.'),
      default: t('until it is removed'),
      example: '7d',
      otherNames: ['ttlSecondsAfterFinished', 'ttl'],
    },
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
      ...podFields(),
    }),
  };
}
