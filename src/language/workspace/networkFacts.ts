import type { ManifestObject } from '../manifest/manifestObject.ts';
import type { YamlValue } from '../yaml/yamlValue.ts';
import type { Claim, Definition } from './objectSymbols.ts';
import { labelPairs } from './selectors.ts';
import { valuesAt } from './valuesAt.ts';

/** Ingresses with it are meant to share paths. Source: ingress-nginx, Annotations, Canary. */
const CANARY = 'nginx.ingress.kubernetes.io/canary';

/** Its labels, and the pods that it selects. */
export function serviceFacts(object: ManifestObject): Partial<Definition> {
  const labels = object.at('metadata', 'labels');
  const own = labels ? labelPairs(labels) : [];
  const selector = object.at('spec', 'selector');
  const selected = selector && labelPairs(selector);
  return {
    ...(own && !object.isTemplated ? { labels: own } : {}),
    ...(selector && selected && selected.length > 0
      ? {
          claims: [
            {
              ...selector.headSpan,
              rule: 'service-selector-duplicate',
              key: JSON.stringify(selected.toSorted(([a], [b]) => (a < b ? -1 : 1))),
              text: selected.map(([label, value]) => `${label}: ${value}`).join(', '),
            },
          ],
        }
      : {}),
  };
}

/** The paths that it routes. */
export function ingressFacts(object: ManifestObject): Partial<Definition> {
  if (object.at('metadata', 'annotations', CANARY) || object.isTemplated) return {};
  const className = object.at('spec', 'ingressClassName')?.text ?? '';
  return { claims: valuesAt(object.root, 'spec.rules.*').flatMap((rule) => pathsOf(rule, className)) };
}

function pathsOf(rule: YamlValue, className: string): readonly Claim[] {
  const host = rule.at('host')?.text ?? '*';
  return Array.from(rule.at('http', 'paths')?.items() ?? []).flatMap((entry) => {
    const path = entry.at('path');
    const text = path?.text;
    if (!path || text === undefined) return [];
    const key = JSON.stringify([className, host, entry.at('pathType')?.text, text]);
    return [{ ...path.span, rule: 'ingress-duplicate-path', key, text: `${host}${text}` }];
  });
}
