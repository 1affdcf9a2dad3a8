import type { NearFiles } from '../../../domain/base/nearFiles.ts';
import { t } from '../../../domain/base/text.ts';
import type { ComposeFile } from '../../compose/composeFile.ts';
import type { ComposeService } from '../../compose/composeService.ts';
import { DOCKERFILE_NAMES } from '../../dockerfile/dockerfileNames.ts';
import type { ComposeRule } from '../../lint/composeRule.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { serviceWith } from './serviceWith.ts';

const SOURCE = 'Compose specification; compose-go 2.16.';
/** A context that is fetched, or that is another image or service. */
const NO_FOLDER = /^[\w+-]+:|^git@|^github\.com\/|\.git(?:#|$)/;
/** Files that somebody wrote, so that a folder of this name is surely not meant. */
const WRITTEN_FILE = /\.(?:ya?ml|json|toml|conf|cfg|ini|properties|xml|py|sh|sql|env|pem|crt|key|txt|md)$/i;

/** What is around a file whose paths surely count from its own folder: a part of a project may be laid over a file of another one. */
function around(file: ComposeFile, near: NearFiles | undefined): NearFiles | undefined {
  return file.isPart ? undefined : near;
}

/** A path that is written out; undefined where a variable stands in it. */
function plain(value: YamlValue | undefined): string | undefined {
  const text = value?.text;
  return text === undefined || text === '' || text.includes('$') ? undefined : text;
}

/** Paths that lead to nothing, with the values that name them. */
function missing(
  values: readonly YamlValue[],
  files: NearFiles,
): readonly (readonly [path: string, value: YamlValue])[] {
  return values.flatMap((value) => {
    const path = plain(value);
    return path !== undefined && files.kindOf(path) === 'nothing' ? [[path, value] as const] : [];
  });
}

const listOf = (value: YamlValue | undefined): readonly YamlValue[] =>
  value === undefined ? [] : value.isList ? Array.from(value.items()) : [value];

interface Build {
  readonly context: string;
  readonly contextValue: YamlValue | undefined;
  /** Undefined when it stands in the Compose file itself or is not known. */
  readonly dockerfile: string | undefined;
  readonly dockerfileValue: YamlValue | undefined;
}

function buildOf(service: ComposeService): Build | undefined {
  const build = service.at('build');
  if (!build || build.isNull) return undefined;
  const contextValue = build.isMap ? build.at('context') : build;
  const dockerfileValue = build.isMap ? build.at('dockerfile') : undefined;
  // Without a context it is the folder of the file.
  const context = contextValue && !contextValue.isNull ? plain(contextValue) : '.';
  if (context === undefined || NO_FOLDER.test(context) || build.at('<<')) return undefined;
  const isInline = build.isMap && build.at('dockerfile_inline') !== undefined;
  const dockerfile = dockerfileValue ? plain(dockerfileValue) : 'Dockerfile';
  return { context, contextValue, dockerfile: isInline ? undefined : dockerfile, dockerfileValue };
}

/** What stops a build. */
function troubleOf(
  { context, contextValue, dockerfile, dockerfileValue }: Build,
  files: NearFiles,
): { readonly value: YamlValue | undefined; readonly message: string } | undefined {
  const kind = files.kindOf(context);
  if (kind === 'nothing')
    return { value: contextValue, message: t('There is no folder “{0}” to build from.', context) };
  if (kind !== 'folder' || dockerfile === undefined || /^[/~]/.test(dockerfile)) return undefined;
  const names = dockerfileValue ? [dockerfile] : DOCKERFILE_NAMES;
  return names.every((name) => files.kindOf(`${context}/${name}`) === 'nothing')
    ? {
        value: dockerfileValue ?? contextValue,
        message: t('There is no “{0}” in the folder “{1}”.', dockerfile, context),
      }
    : undefined;
}

/** Files that a service reads its environment from, those left out that it can do without. */
function envFilesOf(service: ComposeService): readonly YamlValue[] {
  return listOf(service.at('env_file')).flatMap((item) => {
    if (!item.isMap) return item;
    return item.at('required')?.boolean === false ? [] : (item.at('path') ?? []);
  });
}

/** Other files that Compose reads. */
function includedBy(file: ComposeFile): readonly YamlValue[] {
  const includes = listOf(file.root?.at('include')).flatMap((item) => (item.isMap ? listOf(item.at('path')) : item));
  const extended = file.services.flatMap(({ value }) => value.at('extends', 'file') ?? []);
  const configs = file.entries('configs').flatMap((config) => config.at('file') ?? []);
  return [...includes, ...extended, ...configs];
}

/** Paths in Compose files. */
export const composePathRules: readonly ComposeRule[] = [
  {
    id: 'compose-build-context',
    on: 'service',
    kinds: 'build',
    severity: 'error',
    check(service, report, { near }) {
      const files = around(service.file, near);
      const build = files && buildOf(service);
      const trouble = build && troubleOf(build, files);
      if (trouble) report.at(trouble.value?.span ?? service.at('build')?.headSpan ?? service.head, trouble.message);
    },
    page: () => ({
      what: 'The folder that a service is built from is not there, or has no Dockerfile.',
      why: 'Compose cannot build the image, so the service does not start where the image was not built before.',
      source: SOURCE,
      bad: serviceWith('build: ./missing'),
      good: serviceWith('build: ./trainer'),
    }),
  },
  {
    id: 'compose-env-file-missing',
    on: 'service',
    kinds: 'env_file',
    severity: 'warning',
    check(service, report, { near }) {
      const files = around(service.file, near);
      if (!files) return;
      for (const [path, { span }] of missing(envFilesOf(service), files))
        report.at(span, t('There is no “{0}” here. Can it be left out, say “required: false”.', path));
    },
    page: () => ({
      what: 'A service reads its environment from a file that is not there.',
      why: 'Compose refuses to start anything. A file of secrets is often not in the repository: copy its example, or say that it is not required.',
      source: SOURCE,
      bad: serviceWith('image: trainer:1\nenv_file: missing.env'),
      good: serviceWith('image: trainer:1\nenv_file:\n  - path: missing.env\n    required: false'),
    }),
  },
  {
    id: 'compose-file-missing',
    on: 'file',
    kinds: 'include, extends, configs',
    severity: 'error',
    check(file, report, { near }) {
      // An include makes a file a part, but its own paths still count from its folder.
      const files = file.root?.at('include') ? near : around(file, near);
      if (!files) return;
      const local = includedBy(file).filter(({ text }) => !NO_FOLDER.test(text ?? ''));
      for (const [path, { span }] of missing(local, files)) report.at(span, t('There is no “{0}” here.', path));
    },
    page: () => ({
      what: 'A file that is included, extended or mounted as a config is not there.',
      why: 'Compose refuses the whole file: no service starts.',
      source: SOURCE,
      bad: serviceWith('extends:\n  file: missing.yaml\n  service: base'),
      good: serviceWith('extends:\n  file: base.yaml\n  service: base'),
    }),
  },
  {
    id: 'compose-bind-file-missing',
    on: 'service',
    kinds: 'volumes',
    severity: 'warning',
    check(service, report, { near }) {
      const files = around(service.file, near);
      if (!files) return;
      for (const { source, span, type } of service.mounts)
        if (
          type === 'bind' &&
          source?.startsWith('.') &&
          WRITTEN_FILE.test(source) &&
          files.kindOf(source) === 'nothing'
        )
          report.at(span, t('There is no “{0}” here, so Docker makes a folder of this name.', source));
    },
    page: () => ({
      what: 'A file that is mounted is not there.',
      why: 'Docker makes an empty folder in its place, owned by root, and the program finds a folder where it wants to read a file. In the long form it refuses to start.',
      source: 'Docker documentation, Bind mounts.',
      bad: serviceWith('image: trainer:1\nvolumes:\n  - ./missing.yaml:/etc/trainer.yaml:ro'),
      good: serviceWith('image: trainer:1\nvolumes:\n  - ./trainer.yaml:/etc/trainer.yaml:ro'),
    }),
  },
];
