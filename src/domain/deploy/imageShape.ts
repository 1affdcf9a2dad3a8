import { t } from '../base/text.ts';
import type { Field, Shape } from './shape.ts';
import { choice, either, fields, list, map, text } from './shape.ts';

/** Where the image of a workload comes from. */
export function imageFields(): Record<string, Field> {
  return {
    build: {
      shape: either(text('hostPath'), buildShape()),
      doc: t('Builds the image before the start. In short form the context folder alone.'),
      example: '{ context: ., dockerfile: Dockerfile }',
    },
    image: {
      shape: text('image'),
      doc: t('An image that is there already, instead of `build`.'),
      example: 'ghcr.io/org/train:1',
    },
    pull: {
      shape: choice({
        missing: t('When the engine does not have it.'),
        always: t('Before each start.'),
        never: t('Not at all.'),
      }),
      doc: t('When `image` is pulled.'),
      default: 'missing',
      otherNames: ['pull_policy', 'imagePullPolicy'],
    },
  };
}

function buildShape(): Shape {
  return {
    kind: 'record',
    id: 'build',
    title: t('build'),
    fields: fields({
      context: {
        shape: text('hostPath'),
        doc: t('Folder that is sent to the build, relative to this file.'),
        default: '.',
        example: '.',
        otherNames: ['path', 'folder'],
      },
      dockerfile: {
        shape: text('hostPath'),
        doc: t('The Dockerfile, relative to the context.'),
        default: 'Dockerfile',
        example: 'docker/train.Dockerfile',
        otherNames: ['file'],
      },
      target: {
        shape: text('line'),
        doc: t('Stage of the Dockerfile to build.'),
        default: t('the last one'),
        example: 'train',
        otherNames: ['stage'],
      },
      args: {
        shape: map('variable', { kind: 'scalar' }),
        doc: t('Build arguments. They stay readable in the image: never a password.'),
        example: '{ PYTHON: "3.13" }',
        otherNames: ['buildArgs'],
      },
      secrets: {
        shape: list(buildSecretShape()),
        doc: t('Files or variables that steps with `--mount=type=secret` can read; they do not stay in the image.'),
        example: '[{ id: pip, file: pip.conf }]',
      },
      ...resultFields(),
    }),
  };
}

function resultFields(): Record<string, Field> {
  return {
    platform: {
      shape: text('platform'),
      doc: t('Platform to build for.'),
      default: t('that of the engine'),
      example: 'linux/amd64',
      otherNames: ['platforms', 'arch'],
    },
    cache: {
      shape: { kind: 'boolean' },
      doc: t('Whether layers of earlier builds are used again.'),
      default: 'true',
      otherNames: ['useCache', 'no_cache'],
    },
    tag: {
      shape: text('image'),
      doc: t('Name of the image.'),
      default: t('`<name>-<workload>:latest`'),
      example: 'digits-train:latest',
      otherNames: ['tags', 'image'],
    },
  };
}

function buildSecretShape(): Shape {
  return {
    kind: 'record',
    id: 'buildSecret',
    title: t('build secret'),
    exactlyOne: [['file', 'env']],
    fields: fields({
      id: {
        shape: text('secretId'),
        doc: t('Name that the Dockerfile uses: `--mount=type=secret,id=…`.'),
        isRequired: true,
        example: 'pip',
        otherNames: ['name'],
      },
      file: {
        shape: text('hostPath'),
        doc: t('File of this machine.'),
        example: 'pip.conf',
        otherNames: ['path', 'src'],
      },
      env: {
        shape: text('variable'),
        doc: t('Variable of the environment in which the editor runs.'),
        example: 'PIP_INDEX_URL',
        otherNames: ['variable'],
      },
    }),
  };
}
