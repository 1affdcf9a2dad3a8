import type { ManifestObject } from '../manifest/manifestObject.ts';
import type { YamlValue } from '../yaml/yamlValue.ts';
import type { Selector } from './objectSymbols.ts';
import { valuesAt } from './valuesAt.ts';

interface SelectorRow {
  readonly rule: string;
  readonly path: string;
  /** A LabelSelector; else a plain map of labels. */
  readonly isLabelSelector: boolean;
}

/** Where a kind selects pods. Source: Kubernetes API reference 1.36. */
const ROWS: ReadonlyMap<string, readonly SelectorRow[]> = new Map([
  ['/Service', [{ rule: 'ref-service-no-pods', path: 'spec.selector', isLabelSelector: false }]],
  ['policy/PodDisruptionBudget', [{ rule: 'ref-pdb-no-pods', path: 'spec.selector', isLabelSelector: true }]],
  [
    'networking.k8s.io/NetworkPolicy',
    [{ rule: 'ref-netpol-no-pods', path: 'spec.podSelector', isLabelSelector: true }],
  ],
]);

/** The selectors of an object that select by equal labels alone; others are not judged. */
export function selectorsOf(object: ManifestObject): readonly Selector[] {
  return (ROWS.get(object.groupKind) ?? []).flatMap((row) =>
    valuesAt(object.root, row.path).flatMap((value) => {
      const labels = row.isLabelSelector ? matchLabels(value) : value;
      const pairs = labels && pairsOf(labels);
      if (!pairs || pairs.length === 0) return [];
      return [
        {
          rule: row.rule,
          namespace: object.namespace,
          labels: pairs,
          span: labels.headSpan,
          firstValue: Array.from(labels.items())[0]?.span ?? labels.span,
          targetPorts: object.groupKind === '/Service' ? targetPorts(object) : [],
        },
      ];
    }),
  );
}

function matchLabels(selector: YamlValue): YamlValue | undefined {
  return selector.at('matchExpressions') ? undefined : selector.at('matchLabels');
}

/** Undefined when a label is a template or no text. */
function pairsOf(map: YamlValue): readonly (readonly [string, string])[] | undefined {
  const pairs: (readonly [string, string])[] = [];
  for (const label of map.items()) {
    if (label.key === undefined || label.text === undefined) return undefined;
    pairs.push([label.key, label.text]);
  }
  return pairs;
}

function targetPorts(object: ManifestObject): Selector['targetPorts'] {
  return Array.from(object.at('spec', 'ports')?.items() ?? []).flatMap((port) => {
    const target = port.at('targetPort');
    const name = target?.string;
    return target && name !== undefined && !/^\d+$/.test(name) ? [{ name, span: target.span }] : [];
  });
}
