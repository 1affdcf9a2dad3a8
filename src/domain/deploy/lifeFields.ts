import { t } from '../base/text.ts';
import type { Field, Shape } from './shape.ts';
import { fields, integer, list, quantity, text } from './shape.ts';
import { servingFields } from './servingShape.ts';

/** How long a `run` lives, and on how many machines. */
export function runFields(): Record<string, Field> {
  return {
    nodes: {
      shape: integer(1, 10_000),
      doc: t('Machines that work together. Docker has one; more need a Kubernetes target.'),
      default: '1',
      variant: 'run',
      otherNames: ['numNodes', 'workers'],
    },
    processesPerNode: {
      shape: integer(1, 1024),
      doc: t('Processes on each node, usually one per GPU. `torchrun` takes it from the environment.'),
      default: '1',
      variant: 'run',
      otherNames: ['nprocPerNode', 'procsPerNode'],
    },
    retries: {
      shape: integer(0, 100),
      doc: t('How often it is started again after a failure.'),
      default: '0',
      variant: 'run',
      otherNames: ['backoffLimit', 'restart'],
    },
    timeout: {
      shape: quantity('duration'),
      doc: t('After this long the run is stopped.'),
      example: '2h',
      variant: 'run',
      otherNames: ['activeDeadlineSeconds', 'maxDuration'],
    },
    checkpoint: {
      shape: text('containerPath'),
      doc: t(
        'Folder in the container where checkpoints are written; kept over retries and named to the program in `TRAINYARD_CHECKPOINT`.',
      ),
      example: '/app/checkpoints',
      variant: 'run',
      otherNames: ['checkpoints', 'checkpointDir'],
    },
  };
}

/** How many of a `serve` there are, and when they are well. */
export function serveFields(): Record<string, Field> {
  return {
    replicas: {
      shape: integer(0, 10_000),
      doc: t('Containers that serve at once. Docker runs one; more need a Kubernetes target.'),
      default: '1',
      variant: 'serve',
      otherNames: ['scale'],
    },
    health: {
      shape: healthShape(),
      doc: t('How to tell that it can serve.'),
      example: '{ http: /healthz, port: 8080 }',
      variant: 'serve',
      otherNames: ['healthcheck', 'probe', 'readinessProbe', 'livenessProbe'],
    },
    ...servingFields(),
  };
}

function healthShape(): Shape {
  return {
    kind: 'record',
    id: 'health',
    title: t('health check'),
    exactlyOne: [['http', 'command']],
    fields: fields({
      http: {
        shape: text('urlPath'),
        doc: t('Path that answers with a status below 400.'),
        example: '/healthz',
        otherNames: ['path', 'httpGet', 'url'],
      },
      port: {
        shape: integer(1, 65_535),
        doc: t('Port in the container that is asked.'),
        default: t('the first of `ports`'),
        example: '8080',
      },
      command: {
        shape: list(text(), 1),
        doc: t('Program in the container that ends with 0 when all is well.'),
        example: '[python, check.py]',
        otherNames: ['test', 'exec'],
      },
      interval: {
        shape: quantity('duration'),
        doc: t('Time between two checks.'),
        default: '10s',
        otherNames: ['period'],
      },
      timeout: { shape: quantity('duration'), doc: t('After this long a check has failed.'), default: '5s' },
      retries: {
        shape: integer(1, 1000),
        doc: t('Failures in a row until it counts as unhealthy.'),
        default: '3',
        otherNames: ['failureThreshold'],
      },
      startPeriod: {
        shape: quantity('duration'),
        doc: t('Failures during this time after the start do not count; loading a model takes a while.'),
        default: '30s',
        otherNames: ['start_period', 'initialDelay'],
      },
    }),
  };
}
