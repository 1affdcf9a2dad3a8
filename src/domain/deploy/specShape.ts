import { t } from '../base/text.ts';
import { imageFields } from './imageShape.ts';
import { mountsField, outputsField, portsField } from './placeShapes.ts';
import { runFields, serveFields } from './lifeFields.ts';
import { parameterShape } from './parameterShape.ts';
import { resourcesShape } from './resourcesShape.ts';
import { targetShape } from './targetShape.ts';
import type { Field, RecordShape, Shape } from './shape.ts';
import { choice, either, fields, integer, list, map, text } from './shape.ts';

/** The version of the file format; also part of the schema's file name. */
export const SPEC_VERSION = 1;

/**
 * The whole of `trainyard.yaml`. The only description there is: `checkSpec.ts` reads by it, and the JSON schema, the reference in
 * docs/trainyard-yaml.md, completion and hover are made from it. Texts are in the user's language, so call it after the translator is set.
 */
export function specShape(): RecordShape {
  return {
    kind: 'record',
    id: 'spec',
    title: t('file'),
    ignoredPrefix: 'x-',
    fields: fields({
      version: {
        shape: integer(SPEC_VERSION, SPEC_VERSION),
        doc: t('Version of the file format.'),
        isRequired: true,
        example: '1',
      },
      name: {
        shape: text('name'),
        doc: t(
          'Name of the project; part of the names of images and containers. Without it the folder’s name is used.',
        ),
        example: 'digits',
        otherNames: ['project'],
      },
      workloads: {
        shape: map('name', workloadShape(), 1),
        doc: t('What can be run, by name.'),
        isRequired: true,
        otherNames: ['services', 'jobs', 'tasks'],
      },
      targets: {
        shape: map('name', targetShape()),
        doc: t('Where it can run, by name. Without any, the current Docker context is used.'),
        example: 'local: { docker: { context: default } }',
        otherNames: ['environments', 'clusters'],
      },
    }),
  };
}

function workloadShape(): Shape {
  return {
    kind: 'record',
    id: 'workload',
    title: t('workload'),
    variantField: { name: 'kind', default: 'run' },
    exactlyOne: [['build', 'image']],
    fields: fields({
      kind: {
        shape: choice({
          run: t('Training or batch work: runs to its end.'),
          serve: t('Inference: runs until it is stopped.'),
        }),
        doc: t('Whether the workload ends by itself.'),
        default: 'run',
        otherNames: ['type'],
      },
      ...imageFields(),
      ...programFields(),
      ...environmentFields(),
      resources: {
        shape: resourcesShape(),
        doc: t(
          'What the container may use. Without a limit it may use everything the machine has, except GPUs: those must be asked for.',
        ),
        example: '{ cpu: 2, memory: 4Gi, gpu: 1 }',
        otherNames: ['limits', 'deploy'],
      },
      mounts: mountsField(),
      outputs: outputsField(),
      ports: portsField(),
      network: {
        shape: text('volume'),
        doc: t('Docker network to join. Without it the engine’s default network is used.'),
        example: 'training',
        otherNames: ['networks', 'network_mode'],
      },
      tracking: { shape: trackingShape(), doc: t('Where the workload records its metrics.') },
      target: {
        shape: text('name'),
        doc: t('The target that is offered first; one of `targets`.'),
        example: 'local',
      },
      user: {
        shape: text('user'),
        doc: t(
          'Whom the container runs as: `host` (your own user and group, so that files in mounted folders are yours), `image` (as the image says) or `uid:gid`.',
        ),
        default: t(
          '`host` when there are outputs, a folder is mounted writable or `tracking` is a store of this machine, else `image`',
        ),
        example: 'host',
        otherNames: ['uid', 'runAsUser'],
      },
      ...runFields(),
      ...serveFields(),
    }),
  };
}

function programFields(): Record<string, Field> {
  const words = either(list(text()), text('line'));
  return {
    command: {
      shape: words,
      doc: t(
        'The program, as a list of words. A single text is run by the shell of the image. Without it the image’s own command runs.',
      ),
      example: '[python, train.py]',
      otherNames: ['entrypoint', 'cmd', 'run', 'script'],
    },
    args: {
      shape: list({ kind: 'scalar' }),
      doc: t('Words after the command, before those of the parameters.'),
      example: '[--data, /data]',
      otherNames: ['arguments'],
    },
    workingDir: {
      shape: text('containerPath'),
      doc: t('Folder in the container in which the command starts.'),
      example: '/app',
      otherNames: ['cwd', 'workdir', 'working_dir'],
    },
    parameters: {
      shape: map('parameterName', either({ kind: 'scalar', mayBeEmpty: true }, parameterShape())),
      doc: t(
        'Values that are asked for at each start, by name. In short form the default alone: `epochs: 20` becomes `--epochs 20`.',
      ),
      example: 'epochs: 20',
      otherNames: ['params', 'hyperparameters'],
    },
  };
}

function environmentFields(): Record<string, Field> {
  return {
    env: {
      shape: map('variable', { kind: 'scalar' }),
      doc: t('Variables of the environment, as written. Never a password: use `secrets`.'),
      example: '{ OMP_NUM_THREADS: 4 }',
      otherNames: ['environment', 'variables', 'envVars'],
    },
    envFiles: {
      shape: list(text('hostPath')),
      doc: t('Files of `KEY=VALUE` lines, relative to this file. `env` wins over them.'),
      example: '[.env]',
      otherNames: ['env_file', 'envFile'],
    },
    secrets: {
      shape: map('variable', secretShape()),
      doc: t('Variables whose values are read at the start from elsewhere; a value never stands in this file.'),
      example: 'HF_TOKEN: { env: HF_TOKEN }',
    },
  };
}

function secretShape(): Shape {
  return {
    kind: 'record',
    id: 'secret',
    title: t('secret'),
    exactlyOne: [['env', 'file', 'secret']],
    fields: fields({
      env: {
        shape: text('variable'),
        doc: t('Variable of the environment in which the editor runs.'),
        example: 'HF_TOKEN',
        otherNames: ['variable', 'environment'],
      },
      file: {
        shape: text('hostPath'),
        doc: t('File of this machine that holds the value alone.'),
        example: '~/.cache/huggingface/token',
        otherNames: ['path'],
      },
      secret: { shape: text('kubernetesName'), doc: t('Kubernetes Secret in the target’s namespace.'), example: 'hub' },
      key: {
        shape: text('secretKey'),
        doc: t('Key in the Kubernetes Secret.'),
        default: t('the name of the variable'),
        example: 'token',
      },
    }),
  };
}

function trackingShape(): Shape {
  return {
    kind: 'record',
    id: 'tracking',
    title: t('tracking'),
    fields: fields({
      tracker: {
        shape: choice({
          mlflow: t('MLflow: sets `MLFLOW_TRACKING_URI` and `MLFLOW_EXPERIMENT_NAME`.'),
          dagshub: t('DagsHub, which speaks MLflow.'),
          neptune: t('Neptune: sets `NEPTUNE_PROJECT`.'),
          none: t('Nothing is set.'),
        }),
        doc: t('Which tracker.'),
        isRequired: true,
        example: 'mlflow',
        otherNames: ['kind', 'type'],
      },
      uri: {
        shape: text('uri'),
        doc: t(
          'Address of the tracking server, as the container reaches it; or a store of this machine (`sqlite:///mlflow.db`, `file:./mlruns`, relative to this file) or a server at `localhost`, which a container on Docker gets as it can reach them.',
        ),
        example: 'http://mlflow:5000',
        otherNames: ['url', 'trackingUri'],
      },
      experiment: {
        shape: text('line'),
        doc: t('Experiment (Neptune: project) the run belongs to.'),
        example: 'digits',
        otherNames: ['project', 'experimentName'],
      },
    }),
  };
}
