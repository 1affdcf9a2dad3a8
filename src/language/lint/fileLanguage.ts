/** What a file is to the linter. */
export type FileLanguage =
  | 'manifest'
  | 'helm-template'
  | 'kustomization'
  | 'compose'
  | 'dockerfile'
  | 'workflow'
  | 'gitlab'
  | 'pipeline'
  | 'prefect'
  | 'mlproject'
  | 'chart'
  | 'values'
  | 'spec'
  | 'lint-config';

/** Folders of a chart that hold templates; what is under `charts` is a chart again. */
const TEMPLATE = /(?:^|\/)templates\/.*\.(?:ya?ml|tpl)$/;
const YAML = /\.ya?ml$/i;

/** Names that say it, in lower case and without folder. */
const BY_NAME: readonly (readonly [pattern: RegExp, language: FileLanguage])[] = [
  [/^(?:.+\.)?trainyard\.ya?ml$/, 'spec'],
  [/^(?:.+[.-])?(?:docker|container)file(?:[.-](?!ya?ml$|md$|txt$|json$|dockerignore$).+)?$/, 'dockerfile'],
  [/^(?:docker-)?compose(?:[.-].+)?\.ya?ml$/, 'compose'],
  [/^kustomization(?:\.ya?ml)?$/, 'kustomization'],
  [/^prefect\.ya?ml$/, 'prefect'],
  [/^mlproject$/, 'mlproject'],
  [/^chart\.ya?ml$/, 'chart'],
  [/^\.gitlab-ci(?:\..+)?\.ya?ml$/, 'gitlab'],
];

const PROGRAM = /\.(?:go|[cm]?[jt]sx?|py|rs|java|rb|sh|lua|vim|html)$/;
/** A Dockerfile begins with one of these. */
const FIRST = /^\uFEFF?(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*(?:FROM|ARG)[ \t]+\S/i;
/** In each of them; asked first, because nearly no file has such a name. */
const ANY_NAME = /trainyard|file|compose|kustomization|prefect|mlproject|chart|gitlab/;

/** Names of YAML files that are of other programs, whatever they hold. */
const OF_OTHERS = /^(?:pnpm-lock|\.pre-commit-config)\.ya?ml$/;
/** Values of charts; the second are of an environment, or anything else. */
const VALUES = /^values(?:[.-].+)?\.ya?ml$/;
const OTHER_VALUES = /[.-]values\.ya?ml$/;

/** Whether a file of this path can be something that the linter knows, so that it is worth reading. Separators are `/`. */
export function mayBeKnown(path: string): boolean {
  const name = nameOf(path);
  return YAML.test(name) || name.endsWith('.json') || BY_NAME.some(([pattern]) => pattern.test(name));
}

/** What a file is: by its path, then by what it holds. Undefined is nothing that the linter knows. Separators of the path are `/`. */
export function fileLanguage(path: string, text: string): FileLanguage | undefined {
  const name = nameOf(path);
  const byPath = languageOfName(name) ?? languageOfFolder(path.toLowerCase());
  // `Dockerfile.go` may be either: a service of that name, or a program about Dockerfiles.
  if (byPath === 'dockerfile' && PROGRAM.test(name) && !FIRST.test(text)) return undefined;
  if (byPath !== undefined) return byPath;
  if (!YAML.test(name)) return name.endsWith('.json') && holdsObject(text) ? 'manifest' : undefined;
  return ofYaml(path, name, text);
}

/** By what the text holds, where the name alone does not say it. */
function ofYaml(path: string, name: string, text: string): FileLanguage | undefined {
  if (OF_OTHERS.test(name)) return undefined;
  if (VALUES.test(name)) return 'values';
  if (TEMPLATE.test(path)) return text.includes('{{') || holdsObject(text) ? 'helm-template' : undefined;
  if (holdsObject(text)) return 'manifest';
  if (isPipeline(text)) return 'pipeline';
  return OTHER_VALUES.test(name) ? 'values' : undefined;
}

function languageOfName(name: string): FileLanguage | undefined {
  if (!ANY_NAME.test(name)) return undefined;
  for (const [pattern, language] of BY_NAME) if (pattern.test(name)) return language;
  return undefined;
}

function languageOfFolder(path: string): FileLanguage | undefined {
  if (!path.includes('.github/') && !path.includes('.trainyard/')) return undefined;
  if (/(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/.test(path)) return 'workflow';
  return /(?:^|\/)\.trainyard\/lint\.ya?ml$/.test(path) ? 'lint-config' : undefined;
}

/** `kind` with another field that every object has, each at the start of a line, or in braces. */
function holdsObject(text: string): boolean {
  if (KIND.test(text)) return OTHER.test(text);
  return API_VERSION.test(text) || (IN_BRACES.test(text) && BRACED_KIND.test(text) && BRACED_VERSION.test(text));
}

const KIND = /^\uFEFF?kind[ \t]*:/m;
const OTHER = /^\uFEFF?(?:apiVersion|metadata)[ \t]*:/m;
/** An object whose kind was forgotten. */
const API_VERSION = /^\uFEFF?apiVersion[ \t]*:[^\n]*\/v\d/m;
/** JSON, or YAML in the style of JSON. */
const IN_BRACES = /^[\s\uFEFF]*(?:-{3}\s+)?\{/;
const BRACED_KIND = /["']?\bkind["']?[ \t]*:/;
const BRACED_VERSION = /["']?\bapiVersion["']?[ \t]*:/;

/** The intermediate representation of Kubeflow Pipelines. */
function isPipeline(text: string): boolean {
  return text.includes('pipelineInfo:') && text.includes('deploymentSpec:');
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}
