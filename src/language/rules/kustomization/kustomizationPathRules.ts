import type { NearFiles } from '../../../domain/base/nearFiles.ts';
import { t } from '../../../domain/base/text.ts';
import { KUSTOMIZATION_NAMES } from '../../kustomization/kustomizationNames.ts';
import type { Rule } from '../../lint/rule.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { itemsOf } from '../../yamlFile/entriesOf.ts';
import type { YamlFile } from '../../yamlFile/yamlFile.ts';

/** Lists of files, of folders with a kustomization, and of addresses of such. */
const ANYTHING = ['resources', 'bases', 'components', 'generators', 'transformers', 'validators'] as const;
/** Lists of files alone. */
const FILES = ['crds', 'configurations', 'patchesStrategicMerge'] as const;
/** Lists of maps that name a file. */
const NAMED: readonly (readonly [list: string, field: string])[] = [
  ['patches', 'path'],
  ['patchesJson6902', 'path'],
  ['replacements', 'path'],
  ['helmCharts', 'valuesFile'],
];
/** What may be fetched, or is text itself: a scheme, a version, a repository or a host at the front, or several lines. */
const NO_PATH =
  /[\n?*{}$]|\/\/|\.git(?:\/|$)|^[\w-]+@|^[\w-]+(?:\.[\w-]+)+(?::\d+)?\/.*(?<!\.ya?ml|\.json|\.env|\.properties)$/;

interface NamedPath {
  readonly path: string;
  readonly value: YamlValue;
  readonly mayBeFolder: boolean;
}

function* pathsIn(root: YamlValue): Generator<NamedPath> {
  for (const list of ANYTHING) for (const value of itemsOf(root.at(list))) yield* pathOf(value, true);
  for (const list of FILES) for (const value of itemsOf(root.at(list))) yield* pathOf(value);
  for (const [list, field] of NAMED) for (const item of itemsOf(root.at(list))) yield* pathOf(item.at(field));
  // Files of secrets are made where they are needed and are in no repository, so nothing is said of those.
  for (const generator of itemsOf(root.at('configMapGenerator'))) {
    yield* pathOf(generator.at('env'));
    for (const value of itemsOf(generator.at('envs'))) yield* pathOf(value);
    for (const value of itemsOf(generator.at('files'))) yield* pathOf(value, false, keyless(value.text));
  }
  yield* pathOf(root.at('openapi', 'path'));
}

/** `name=path` or `path`. */
const keyless = (text: string | undefined): string | undefined => text?.slice(text.indexOf('=') + 1);

function* pathOf(value: YamlValue | undefined, mayBeFolder = false, path = value?.text): Generator<NamedPath> {
  if (!value || path === undefined || path === '' || NO_PATH.test(path)) return;
  yield { path, value, mayBeFolder };
}

/** What kustomize will say of a path; undefined when nothing is wrong or it cannot be told. */
function troubleOf({ path, mayBeFolder }: NamedPath, near: NearFiles): string | undefined {
  const kind = near.kindOf(path);
  if (kind === 'nothing') return t('There is no “{0}” here.', path);
  if (kind !== 'folder') return undefined;
  if (!mayBeFolder) return t('“{0}” is a folder; a file is wanted here.', path);
  const own = KUSTOMIZATION_NAMES.map((name) => near.kindOf(`${path}/${name}`));
  return own.every((each) => each === 'nothing' || each === 'folder')
    ? t('The folder “{0}” holds no kustomization.yaml.', path)
    : undefined;
}

/** Paths in kustomizations. */
export const kustomizationPathRules: readonly Rule<YamlFile>[] = [
  {
    id: 'ref-kustomize-path',
    kinds: 'kustomization',
    severity: 'error',
    check({ root }, report, { near }) {
      if (!root || !near) return;
      for (const named of pathsIn(root)) {
        const trouble = troubleOf(named, near);
        if (trouble !== undefined) report.at(named.value.span, trouble);
      }
    },
    page: () => ({
      what: 'A resource, component, patch or file of a ConfigMap that is not there, or a folder without a kustomization.',
      why: 'kustomize builds nothing, so nothing is applied. Files of secrets are not looked for, because they are not in repositories.',
      source: 'kustomize 5.7, api/internal/accumulator and api/internal/target.',
      bad: 'resources:\n  - missing/deployment.yaml\n',
      good: 'resources:\n  - there/deployment.yaml\n',
    }),
  },
];
