import { t } from '../../../../domain/base/text.ts';
import type { ChartFacts } from '../../../chart/chartIndex.ts';
import type { FieldNode } from '../fields/fieldNode.ts';
import { inCode } from '../textHelp.ts';

/** Places that are named of one value. */
const MOST_PLACES = 3;

interface Used {
  readonly places: string[];
  /** What templates take where it is not set. */
  readonly fallbacks: Set<string>;
  readonly inner: Map<string, Used>;
}

/** The values that the templates of a chart use, each with where. */
export function usedFields({ uses }: ChartFacts): FieldNode {
  const root = newUsed();
  for (const [template, found] of uses) {
    for (const { path, line, fallback } of found) {
      let at = root;
      for (const name of path) {
        const next = at.inner.get(name) ?? newUsed();
        at.inner.set(name, next);
        at = next;
      }
      at.places.push(inCode(`${template}:${line}`));
      if (fallback !== undefined) at.fallbacks.add(fallback);
    }
  }
  return nodeOf(root);
}

function newUsed(): Used {
  return { places: [], fallbacks: new Set(), inner: new Map() };
}

function nodeOf({ places, fallbacks, inner }: Used): FieldNode {
  const shown = places.slice(0, MOST_PLACES).join(', ');
  const parts = [
    places.length > MOST_PLACES
      ? t('Used in {0} and {1} more places.', shown, places.length - MOST_PLACES)
      : t('Used in {0}.', shown),
    ...Array.from(fallbacks, (fallback) => t('Where it is not set: {0}', inCode(fallback))),
  ];
  return {
    ...(places.length > 0 ? { d: parts.join('\n\n') } : {}),
    ...(inner.size > 0 ? { f: Object.fromEntries(Array.from(inner, ([name, used]) => [name, nodeOf(used)])) } : {}),
  };
}
