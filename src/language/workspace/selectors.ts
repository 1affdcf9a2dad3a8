import type { ManifestObject } from '../manifest/manifestObject.ts';
import type { YamlValue } from '../yaml/yamlValue.ts';
import type { Labels, Selector } from './objectSymbols.ts';
import { valuesAt } from './valuesAt.ts';

interface SelectorRow {
  readonly rule: string;
  readonly path: string;
  /** A LabelSelector; else a plain map of labels. */
  readonly isLabelSelector: boolean;
}

/** The one that selects Services. */
export const MONITOR = 'ref-servicemonitor';

/** Where a kind selects pods. Source: Kubernetes API reference 1.36. */
const ROWS: ReadonlyMap<string, readonly SelectorRow[]> = new Map([
  ['/Service', [{ rule: 'ref-service-no-pods', path: 'spec.selector', isLabelSelector: false }]],
  ['monitoring.coreos.com/ServiceMonitor', [{ rule: MONITOR, path: 'spec.selector', isLabelSelector: true }]],
  ['policy/PodDisruptionBudget', [{ rule: 'ref-pdb-no-pods', path: 'spec.selector', isLabelSelector: true }]],
  [
    'networking.k8s.io/NetworkPolicy',
    [{ rule: 'ref-netpol-no-pods', path: 'spec.podSelector', isLabelSelector: true }],
  ],
]);

/** The selectors of an object. What a Service selects by nothing is made by somebody else, so that is none. */
export function selectorsOf(object: ManifestObject): readonly Selector[] {
  return (ROWS.get(object.groupKind) ?? []).flatMap((row) =>
    valuesAt(object.root, row.path).flatMap((value) => selectorAt(value, row, object)),
  );
}

function selectorAt(
  value: YamlValue,
  { rule, isLabelSelector }: SelectorRow,
  object: ManifestObject,
): readonly Selector[] {
  const holder = isLabelSelector ? value.at('matchLabels') : value;
  const labels = holder && !(isLabelSelector && value.at('matchExpressions')) ? equalLabels(holder) : [];
  if (labels.length === 0 && !isLabelSelector) return [];
  const keeps = rule === 'ref-pdb-no-pods' ? keptPods(object) : undefined;
  const first = holder?.items()[0];
  return [
    {
      rule,
      namespace: rule === MONITOR ? monitoredNamespace(object) : object.namespace,
      labels,
      from: object.name,
      span: (holder ?? value).headSpan,
      firstValue: first?.span ?? value.span,
      targetPorts: object.groupKind === '/Service' ? targetPorts(object) : [],
      ...(keeps ? { keeps } : {}),
    },
  ];
}

function equalLabels(map: YamlValue): Labels {
  return labelPairs(map) ?? [];
}

/** Undefined where it is not one. */
function monitoredNamespace(monitor: ManifestObject): string | undefined {
  return monitor.at('spec', 'namespaceSelector') ? undefined : monitor.namespace;
}

/** The labels of a map; undefined when one is a template or no text. */
export function labelPairs(map: YamlValue): Labels | undefined {
  const pairs: (readonly [string, string])[] = [];
  for (const label of map.items()) {
    if (label.key === undefined || label.text === undefined) return undefined;
    pairs.push([label.key, label.text]);
  }
  return pairs;
}

function keptPods(budget: ManifestObject): Selector['keeps'] {
  const kept = budget.at('spec', 'minAvailable');
  if (!kept) return undefined;
  if (kept.number !== undefined) return { ...kept.span, value: kept.number, isShare: false };
  const share = /^(\d+)%$/.exec(kept.text ?? '')?.[1];
  return share === undefined ? undefined : { ...kept.span, value: Number(share), isShare: true };
}

function targetPorts(object: ManifestObject): Selector['targetPorts'] {
  return Array.from(object.at('spec', 'ports')?.items() ?? []).flatMap((port) => {
    const target = port.at('targetPort');
    const name = target?.string;
    return target && name !== undefined && !/^\d+$/.test(name) ? [{ name, span: target.span }] : [];
  });
}
