import { t } from '../../../domain/base/text.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { removeEntry } from '../../lint/fixes/removeEntry.ts';
import { renameKey } from '../../lint/fixes/renameKey.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import type { Report, Rule } from '../../lint/rule.ts';
import { looksSecret, maySecretBe } from '../../manifest/looksSecret.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { entriesOf, isMerged, itemsOf } from '../../yamlFile/entriesOf.ts';
import type { YamlFile } from '../../yamlFile/yamlFile.ts';
import { repeatedKey } from '../yamlFile/repeatedKey.ts';
import { kustomizationPathRules } from './kustomizationPathRules.ts';
import { kustomizationShapeRules } from './kustomizationShapeRules.ts';

const VERSION = 'kustomize.config.k8s.io/v1beta1';
const COMPONENT_VERSION = 'kustomize.config.k8s.io/v1alpha1';
const SOURCE = 'kustomize 5.7, api/types and api/internal.';
/** Old fields and what took their place; those that can be renamed hold the same. */
const DEPRECATED: Readonly<Record<string, { readonly now: string; readonly isSame?: true }>> = {
  bases: { now: 'resources', isSame: true },
  imageTags: { now: 'images', isSame: true },
  patchesJson6902: { now: 'patches', isSame: true },
  patchesStrategicMerge: { now: 'patches' },
  commonLabels: { now: 'labels' },
  vars: { now: 'replacements' },
  helmChartInflationGenerator: { now: 'helmCharts' },
};
const PATHS = ['resources', 'components', 'bases', 'crds', 'patchesStrategicMerge'];
const GENERATORS = ['configMapGenerator', 'secretGenerator'];
/** An address of a repository, without what says which version. */
const REMOTE = /^(?:https?:\/\/|git@|git::|ssh:\/\/|github\.com\/)/;

function generatorsOf(root: YamlValue | undefined): readonly YamlValue[] {
  return GENERATORS.flatMap((key) => itemsOf(root?.at(key))).filter(({ isMap }) => isMap);
}

function patchesOf(root: YamlValue | undefined): readonly YamlValue[] {
  return ['patches', 'patchesJson6902']
    .flatMap((key) => itemsOf(root?.at(key)))
    .filter((item) => item.isMap && !isMerged(item));
}

const filled = (value: YamlValue | undefined): boolean => value !== undefined && !value.isNull && value.text !== '';

function tellTaken(generators: readonly YamlValue[], report: Report): void {
  const seen = new Map<string, YamlValue>();
  for (const generator of generators) {
    const name = generator.at('name');
    if (name?.text === undefined) continue;
    const id = `${generator.parent?.key} ${generator.at('namespace')?.text ?? ''} ${name.text}`;
    const earlier = seen.get(id);
    if (!earlier) seen.set(id, name);
    else if (!/^(?:merge|replace)$/i.test(generator.at('behavior')?.text ?? ''))
      report.at(name.span, t('“{0}” is generated twice: give this one a “behavior”.', name.text), {
        related: [{ ...earlier.span, message: t('The other one') }],
      });
  }
}

/** Rules of kustomizations. */
export const kustomizationRules: readonly Rule<YamlFile>[] = [
  ...kustomizationShapeRules,
  ...kustomizationPathRules,
  repeatedKey,
  {
    id: 'kustomization-version',
    kinds: 'kustomization',
    severity: 'error',
    fix: 'choice',
    check({ root }, report) {
      const kind = root?.at('kind');
      const version = root?.at('apiVersion');
      if (kind?.text !== undefined && kind.text !== '' && kind.text !== 'Kustomization' && kind.text !== 'Component') {
        report.at(kind.span, t('The kind is “Kustomization” or “Component”.'), {
          fixes: () => choiceFix(t('Write “{0}”', 'Kustomization'), replaceValue(kind, 'Kustomization')),
        });
        return;
      }
      const wanted = kind?.text === 'Component' ? COMPONENT_VERSION : VERSION;
      if (version?.text === undefined || version.text === '' || version.text === wanted) return;
      report.at(version.span, t('kustomize takes “{0}” only.', wanted), {
        fixes: () => choiceFix(t('Write “{0}”', wanted), replaceValue(version, wanted)),
      });
    },
    page: () => ({
      what: 'Another kind or apiVersion than kustomize reads.',
      why: 'kustomize refuses the file. Without both fields it takes their defaults.',
      source: SOURCE,
      bad: 'apiVersion: kustomize.config.k8s.io/v1\nkind: Kustomization\nresources:\n  - a.yaml\n',
      good: 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - a.yaml\n',
    }),
  },
  {
    id: 'kustomization-deprecated-field',
    kinds: 'kustomization',
    severity: 'warning',
    fix: 'choice',
    check({ root }, report) {
      for (const [key, value] of entriesOf(root)) {
        const newer = Object.hasOwn(DEPRECATED, key) ? DEPRECATED[key] : undefined;
        if (!newer) continue;
        const isFree = newer.isSame === true && root?.at(newer.now) === undefined;
        report.at(value.headSpan, t('“{0}” is deprecated: use “{1}”.', key, newer.now), {
          tag: 'deprecated',
          fixes: () => (isFree ? choiceFix(t('Rename it to “{0}”', newer.now), renameKey(value, newer.now)) : []),
        });
      }
    },
    page: () => ({
      what: 'A field that kustomize warns of and will drop.',
      why: 'A later version does not know it and refuses the file. `kustomize edit fix` converts what cannot be renamed.',
      source: SOURCE,
      bad: 'bases:\n  - ../base\n',
      good: 'resources:\n  - ../base\n',
    }),
  },
  {
    id: 'kustomization-duplicate-path',
    kinds: 'kustomization',
    severity: 'error',
    fix: 'choice',
    check({ root }, report) {
      const seen = new Map<string, YamlValue>();
      for (const key of PATHS) {
        for (const item of itemsOf(root?.at(key))) {
          const text = item.string;
          if (text === undefined || text.includes('\n')) continue;
          const group = key === 'bases' ? 'resources' : key;
          const name = `${group} ${text.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '')}`;
          const first = seen.get(name);
          if (!first) seen.set(name, item);
          // The same patch twice changes nothing.
          else if (group === 'resources')
            report.at(item.span, t('“{0}” is listed twice.', text), {
              related: [{ ...first.span, message: t('The other one') }],
              fixes: () => choiceFix(t('Remove this one'), removeEntry(item)),
            });
        }
      }
    },
    page: () => ({
      what: 'A file or folder is listed twice.',
      why: 'kustomize stops: the objects in it are there already.',
      source: SOURCE,
      bad: 'resources:\n  - train.yaml\n  - ./train.yaml\n',
      good: 'resources:\n  - train.yaml\n',
    }),
  },
  {
    id: 'kustomization-patch-source',
    kinds: 'kustomization',
    severity: 'error',
    isAboutAbsence: true,
    check({ root }, report) {
      for (const patch of patchesOf(root)) {
        const [path, text] = [patch.at('path'), patch.at('patch')];
        const [first] = patch.items();
        if (filled(path) && filled(text))
          report.at((text ?? patch).headSpan, t('A patch has “path” or “patch”, not both.'));
        else if (!filled(path) && !filled(text))
          report.at(first?.headSpan ?? patch.span, t('This changes nothing: a patch needs “path” or “patch”.'));
      }
    },
    page: () => ({
      what: 'A patch with two contents, or with none.',
      why: 'kustomize stops, because it cannot know which one is meant.',
      source: SOURCE,
      bad: 'resources:\n  - a.yaml\npatches:\n  - target:\n      kind: Deployment\n',
      good: 'resources:\n  - a.yaml\npatches:\n  - path: gpu.yaml\n    target:\n      kind: Deployment\n',
    }),
  },
  {
    id: 'kustomization-json-patch-target',
    kinds: 'kustomization',
    severity: 'error',
    isAboutAbsence: true,
    check({ root }, report) {
      for (const patch of patchesOf(root)) {
        const text = patch.at('patch');
        const isOperations = /^\s*(?:-\s+(?:op|path|value|from)\s*:|\[\s*\{\s*")/.test(text?.string ?? '');
        const isOld = patch.parent?.key === 'patchesJson6902' && (filled(text) || filled(patch.at('path')));
        if ((isOperations || isOld) && !filled(patch.at('target')))
          report.at(
            (text ?? patch.at('path') ?? patch).headSpan,
            t('A JSON patch does not say what it changes: give it a “target”.'),
          );
      }
    },
    page: () => ({
      what: 'A list of JSON patch operations without `target`.',
      why: 'The operations name paths, no object. kustomize stops.',
      source: SOURCE,
      bad: 'resources:\n  - a.yaml\npatches:\n  - patch: |\n      - op: remove\n        path: /spec/replicas\n',
      good: 'resources:\n  - a.yaml\npatches:\n  - target:\n      kind: Deployment\n    patch: |\n      - op: remove\n        path: /spec/replicas\n',
    }),
  },
  {
    id: 'kustomization-generator',
    kinds: 'kustomization',
    severity: 'error',
    check({ root }, report) {
      tellTaken(generatorsOf(root), report);
      for (const generator of generatorsOf(root)) {
        const [first] = generator.items();
        if (!isMerged(generator) && !filled(generator.at('name')))
          report.at(first?.headSpan ?? generator.span, t('What is generated needs a “name”.'));
        for (const literal of itemsOf(generator.at('literals')))
          if (literal.string !== undefined && !/^[^=]+=/.test(literal.string))
            report.at(literal.span, t('A literal is written “key=value”.'));
      }
    },
    page: () => ({
      what: 'A generator without a name or with one that is taken, or a literal that is no `key=value`.',
      why: 'kustomize stops with an error.',
      source: SOURCE,
      bad: 'configMapGenerator:\n  - name: settings\n    literals:\n      - "EPOCHS: 3"\n',
      good: 'configMapGenerator:\n  - name: settings\n    literals:\n      - EPOCHS=3\n',
    }),
  },
  {
    id: 'kustomization-secret-literal',
    kinds: 'kustomization',
    severity: 'warning',
    check({ root }, report) {
      for (const generator of generatorsOf(root)) {
        const isSecret = generator.parent?.key === 'secretGenerator';
        for (const literal of itemsOf(generator.at('literals'))) {
          const [, key, value] = /^([^=]+)=(.*)$/s.exec(literal.string ?? '') ?? [];
          if (key === undefined || value === undefined || !looksSecret(key) || !maySecretBe(value)) continue;
          report.at(
            literal.span,
            isSecret
              ? t(
                  '“{0}” is written here for everyone who reads the file: take it from a file that is not in the repository.',
                  key,
                )
              : t('“{0}” goes into a ConfigMap, which is no place for secrets.', key),
          );
        }
      }
    },
    page: () => ({
      what: 'A password or token as a literal of a generator.',
      why: 'It stays in the history of the repository. A file of `envs` that is not checked in keeps it out.',
      source: SOURCE,
      bad: 'secretGenerator:\n  - name: hub\n    literals:\n      - API_TOKEN=tr4in-me-now\n',
      good: 'secretGenerator:\n  - name: hub\n    envs:\n      - hub.env\n',
    }),
  },
  {
    id: 'kustomization-image',
    kinds: 'kustomization',
    severity: 'warning',
    check({ root }, report) {
      for (const image of ['images', 'imageTags'].flatMap((key) => itemsOf(root?.at(key)))) {
        if (!image.isMap) continue;
        const [first] = image.items();
        const name = image.at('name');
        if (!isMerged(image) && !filled(name))
          report.at(first?.headSpan ?? image.span, t('Without “name” no image is meant, and nothing changes.'));
        else if (name?.text !== undefined && /[@:][^/]*$/.test(name.text))
          report.at(name.span, t('An image is named without tag here, so this one is never found.'));
      }
    },
    page: () => ({
      what: 'An image that is never found.',
      why: 'kustomize compares names without tags and says nothing when none fits, so the old image runs.',
      source: SOURCE,
      bad: 'images:\n  - name: trainer:1.0\n    newTag: "1.1"\n',
      good: 'images:\n  - name: trainer\n    newTag: "1.1"\n',
    }),
  },
  {
    id: 'kustomization-image-latest',
    kinds: 'kustomization',
    severity: 'warning',
    check({ root }, report) {
      for (const image of ['images', 'imageTags'].flatMap((key) => itemsOf(root?.at(key)))) {
        const tag = image.at('newTag');
        if (tag?.text === 'latest' && !filled(image.at('digest')))
          report.at(tag.span, t('“latest” moves: what runs today is not what runs tomorrow.'));
      }
    },
    page: () => ({
      what: 'An image gets the tag `latest`.',
      why: 'Two nodes may run two images under one name, and nobody can say what ran last week.',
      source: 'Kubernetes documentation, Images.',
      bad: 'images:\n  - name: trainer\n    newTag: latest\n',
      good: 'images:\n  - name: trainer\n    newTag: "1.1"\n',
    }),
  },
  {
    id: 'kustomization-remote-unpinned',
    kinds: 'kustomization',
    severity: 'info',
    check({ root }, report) {
      for (const item of ['resources', 'components', 'bases'].flatMap((key) => itemsOf(root?.at(key)))) {
        const text = item.string ?? '';
        if (!REMOTE.test(text) || /[?&](?:ref|version)=/.test(text)) continue;
        // An address of a single file often has its version in it.
        if (/\.(?:ya?ml|json)(?:$|\?)/.test(text) && !/\/(?:main|master|HEAD)\//.test(text)) continue;
        report.at(item.span, t('What this holds may change at any time: add “?ref=” and a version.'));
      }
    },
    page: () => ({
      what: 'A base from a repository, of no version.',
      why: 'The next build takes what the default branch holds then. Clusters of one commit differ.',
      source: SOURCE,
      bad: 'resources:\n  - https://github.com/kubeflow/manifests//apps/pipeline\n',
      good: 'resources:\n  - https://github.com/kubeflow/manifests//apps/pipeline?ref=v1.10.0\n',
    }),
  },
];
