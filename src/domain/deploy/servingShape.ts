import { t } from '../base/text.ts';
import { choice, type Field, fields, integer, type Shape, text } from './shape.ts';

/** What a cluster does around a `serve`; Docker leaves it out. */
export function servingFields(): Record<string, Field> {
  return {
    autoscale: {
      shape: autoscaleShape(),
      doc: t('Kubernetes only: replicas follow the load (HorizontalPodAutoscaler); `replicas` is then left to it.'),
      example: '{ min: 1, max: 5, cpu: 80 }',
      variant: 'serve',
      otherNames: ['hpa', 'autoscaling', 'scaling'],
    },
    maxUnavailable: {
      shape: integer(1, 10_000),
      doc: t('Kubernetes only: replicas that may be taken away at once when nodes are drained (PodDisruptionBudget).'),
      example: '1',
      variant: 'serve',
      otherNames: ['pdb', 'disruptionBudget', 'podDisruptionBudget'],
    },
    ingress: {
      shape: ingressShape(),
      doc: t('Kubernetes only: the address under which the first of `ports` is reached from outside (Ingress).'),
      example: '{ host: model.example.com }',
      variant: 'serve',
      otherNames: ['route', 'expose'],
    },
    update: {
      shape: choice({
        noDowntime: t('A new replica is ready before an old one goes.'),
        inPlace: t('An old one goes first, where there is no room or GPU for one more.'),
      }),
      doc: t('Kubernetes only: how a new version takes the place of the old one.'),
      default: 'noDowntime',
      variant: 'serve',
      otherNames: ['strategy', 'rollingUpdate'],
    },
  };
}

function autoscaleShape(): Shape {
  return {
    kind: 'record',
    id: 'autoscale',
    title: t('autoscaler'),
    fields: fields({
      min: {
        shape: integer(1, 10_000),
        doc: t('Fewest replicas.'),
        default: '1',
        example: '1',
        otherNames: ['minReplicas', 'least'],
      },
      max: {
        shape: integer(1, 10_000),
        doc: t('Most replicas.'),
        isRequired: true,
        example: '5',
        otherNames: ['maxReplicas', 'most'],
      },
      cpu: {
        shape: integer(1, 1000),
        doc: t('Percent of the cores under `resources` that the replicas use on average.'),
        default: '80',
        example: '80',
        otherNames: ['targetCPUUtilizationPercentage', 'cpuPercent'],
      },
    }),
  };
}

function ingressShape(): Shape {
  return {
    kind: 'record',
    id: 'ingress',
    title: t('ingress'),
    fields: fields({
      host: {
        shape: text('hostName'),
        doc: t('Name under which it is reached.'),
        isRequired: true,
        example: 'model.example.com',
        otherNames: ['hostname', 'domain'],
      },
      path: { shape: text('urlPath'), doc: t('Beginning of the paths that lead to it.'), default: '/', example: '/' },
      class: {
        shape: text('kubernetesName'),
        doc: t('IngressClass.'),
        default: t('that of the cluster'),
        example: 'nginx',
        otherNames: ['className', 'ingressClassName'],
      },
      tlsSecret: {
        shape: text('kubernetesName'),
        doc: t('Secret with certificate and key for the host.'),
        example: 'model-tls',
        otherNames: ['tls', 'secretName'],
      },
    }),
  };
}
