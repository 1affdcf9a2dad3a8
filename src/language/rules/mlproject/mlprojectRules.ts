import { t } from '../../../domain/base/text.ts';
import { parseImageRef } from '../../../domain/images/imageRef.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { removeEntry } from '../../lint/fixes/removeEntry.ts';
import type { Rule } from '../../lint/rule.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { entriesOf, isMerged, itemsOf } from '../../yamlFile/entriesOf.ts';
import type { YamlFile } from '../../yamlFile/yamlFile.ts';
import { ANY, record } from '../../yamlFile/yamlShape.ts';
import { repeatedKey } from '../yamlFile/repeatedKey.ts';
import { shapeRules } from '../yamlFile/shapeRules.ts';

const SOURCE = 'MLflow 3, mlflow/projects/_project_spec.py.';
const ENVIRONMENTS = new Set(['docker_env', 'conda_env', 'python_env', 'databricks_spark_job']);
const DOCKER = 'name: a\ndocker_env:\n  image: lab/trainer:1.0\n';
const PLACEHOLDER = /\{([^{}]*)\}/g;

/** Undefined when they are not all known. */
function parametersOf(entry: YamlValue): ReadonlySet<string> | undefined {
  const parameters = entry.at('parameters');
  if (isMerged(entry)) return undefined;
  if (!parameters || parameters.isNull) return new Set();
  return parameters.isMap && !isMerged(parameters) ? new Set(entriesOf(parameters).map(([key]) => key)) : undefined;
}

/** Rules of MLproject files, as MLflow reads them. */
export const mlprojectRules: readonly Rule<YamlFile>[] = [
  ...shapeRules({
    kinds: 'MLproject',
    shape: record({
      name: ANY,
      docker_env: ANY,
      conda_env: ANY,
      python_env: ANY,
      databricks_spark_job: ANY,
      entry_points: ANY,
    }),
    reading: { isUnknown: () => false },
    unknown: {
      id: 'mlproject-unknown-field',
      severity: 'warning',
      page: {
        what: 'A field at the top that MLflow does not read.',
        why: 'It is ignored without a word: an environment of a misspelt name is not used.',
        source: SOURCE,
        bad: 'name: a\nconda-env: conda.yaml\n',
        good: 'name: a\nconda_env: conda.yaml\n',
      },
    },
  }),
  repeatedKey,
  {
    id: 'mlproject-multiple-env',
    aliases: ['mlproject-databricks-spark-xor'],
    kinds: 'MLproject',
    severity: 'error',
    fix: 'choice',
    check({ root }, report) {
      const [first, second] = entriesOf(root)
        .filter(([key, value]) => ENVIRONMENTS.has(key) && !value.isNull)
        .map(([, value]) => value);
      if (!first || !second) return;
      report.at(second.headSpan, t('A project has one environment: “{0}” is there already.', first.key ?? ''), {
        related: [{ ...first.headSpan, message: t('The other one') }],
        fixes: () => choiceFix(t('Remove “{0}”', second.key ?? ''), removeEntry(second)),
      });
    },
    page: () => ({
      what: 'More than one environment.',
      why: 'MLflow refuses the project.',
      source: SOURCE,
      bad: `${DOCKER}conda_env: conda.yaml\n`,
      good: DOCKER,
    }),
  },
  {
    id: 'mlproject-docker-image',
    kinds: 'MLproject',
    severity: 'error',
    isAboutAbsence: true,
    check({ root }, report) {
      const docker = root?.at('docker_env');
      if (docker?.isMap !== true || isMerged(docker)) return;
      const image = docker.at('image');
      if (!image || image.isNull || image.text === '') report.at(docker.headSpan, t('“docker_env” needs an “image”.'));
    },
    page: () => ({
      what: 'A Docker environment without image.',
      why: 'MLflow refuses the project.',
      source: SOURCE,
      bad: 'name: a\ndocker_env:\n  volumes: ["/data:/data"]\n',
      good: DOCKER,
    }),
  },
  {
    id: 'mlproject-docker-lists',
    aliases: ['mlproject-docker-environment', 'mlproject-docker-volumes'],
    kinds: 'MLproject',
    severity: 'error',
    check({ root }, report) {
      const docker = root?.at('docker_env');
      const [volumes, environment] = [docker?.at('volumes'), docker?.at('environment')];
      if (volumes && !volumes.isNull && volumes.target >= 0) {
        const isFine = volumes.isList && itemsOf(volumes).every((item) => item.target < 0 || item.string !== undefined);
        if (!isFine) report.at(volumes.headSpan, t('“volumes” is a list of texts, “/from:/to”.'));
      }
      if (environment && !environment.isNull && environment.target >= 0) {
        const isFine =
          environment.isList &&
          itemsOf(environment).every((item) => item.target < 0 || item.string !== undefined || item.isList);
        if (!isFine) report.at(environment.headSpan, t('“environment” is a list of names, or of pairs [name, value].'));
      }
    },
    page: () => ({
      what: '`volumes` or `environment` of a Docker environment of the wrong form.',
      why: 'MLflow refuses the project.',
      source: SOURCE,
      bad: `${DOCKER}  environment: {EPOCHS: "3"}\n`,
      good: `${DOCKER}  environment: [[EPOCHS, "3"], HF_TOKEN]\n`,
    }),
  },
  {
    id: 'mlproject-env-file-missing',
    kinds: 'MLproject',
    severity: 'error',
    check({ root }, report, { near }) {
      for (const field of ['conda_env', 'python_env']) {
        const value = root?.at(field);
        const path = value?.string;
        if (value && path !== undefined && near?.kindOf(path) === 'nothing')
          report.at(value.span, t('There is no “{0}” here.', path));
      }
    },
    page: () => ({
      what: 'The file of the environment is not there.',
      why: 'MLflow refuses the project.',
      source: SOURCE,
      bad: 'name: a\npython_env: missing.yaml\n',
      good: 'name: a\npython_env: python_env.yaml\n',
    }),
  },
  {
    id: 'mlproject-command-param',
    kinds: 'MLproject',
    severity: 'error',
    check({ root }, report) {
      for (const [, entry] of entriesOf(root?.at('entry_points'))) {
        const command = entry.at('command');
        const known = parametersOf(entry);
        if (!known || command?.string === undefined || command.node !== command.target) continue;
        // Two braces are one to Python.
        const source = command.tree.source(command.target).replaceAll(/\{\{|\}\}/g, '  ');
        for (const found of source.matchAll(PLACEHOLDER)) {
          const name = /^[^.![:]*/.exec(found[1] ?? '')?.[0] ?? '';
          const start = command.span.start + found.index;
          if (!known.has(name))
            report.at({ start, end: start + found[0].length }, t('“{0}” is no parameter of this entry point.', name));
        }
      }
    },
    page: () => ({
      what: 'A command takes a parameter that is not declared.',
      why: 'MLflow fills the command as Python formats texts, and fails with a KeyError before anything runs.',
      source: SOURCE,
      bad: 'entry_points:\n  main:\n    command: python train.py --lr {lr}\n',
      good: 'entry_points:\n  main:\n    parameters: {lr: float}\n    command: python train.py --lr {lr}\n',
    }),
  },
  {
    id: 'mlproject-uri-param',
    kinds: 'MLproject',
    severity: 'error',
    check({ root }, report, { near }) {
      for (const [, entry] of entriesOf(root?.at('entry_points')))
        for (const [name, parameter] of entriesOf(entry.at('parameters'))) {
          const given = parameter.isMap ? parameter.at('default') : undefined;
          const text = given?.string;
          if (!given || text === undefined || /^[A-Za-z][\w+.-]*:/.test(text)) continue;
          const type = parameter.at('type')?.text;
          if (type === 'uri') report.at(given.span, t('“{0}” is no address: MLflow takes one for “{1}”.', text, name));
          else if (type === 'path' && near?.kindOf(text) === 'nothing')
            report.at(given.span, t('There is no “{0}” here.', text));
        }
    },
    page: () => ({
      what: 'The default of a parameter is no address, or a file that is not there.',
      why: 'MLflow fails when the project is run without another value.',
      source: SOURCE,
      bad: 'entry_points:\n  main:\n    parameters: {data: {type: uri, default: data.csv}}\n    command: python train.py {data}\n',
      good: 'entry_points:\n  main:\n    parameters: {data: {type: uri, default: "s3://lab/data.csv"}}\n    command: python train.py {data}\n',
    }),
  },
  {
    id: 'mlproject-image-latest',
    kinds: 'MLproject',
    severity: 'warning',
    check({ root }, report) {
      const image = root?.at('docker_env', 'image');
      const ref = image?.string === undefined || /[${]/.test(image.string) ? undefined : parseImageRef(image.string);
      // Without a tag it is often the name of an image that is built on this machine.
      if (image && ref?.tag === 'latest' && ref.digest === undefined)
        report.at(image.span, t('“latest” moves: what runs today is not what runs tomorrow.'));
    },
    page: () => ({
      what: 'The image of a project has the tag `latest`.',
      why: 'A run cannot be repeated, because nobody knows which image it had.',
      source: 'Docker documentation, docker image pull.',
      bad: DOCKER.replace(':1.0', ':latest'),
      good: DOCKER,
    }),
  },
];
