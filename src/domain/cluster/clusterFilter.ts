import { t } from '../base/text.ts';
import type { LabelRequirement } from './labelSelector.ts';

/** What of a cluster is shown. */
export interface ClusterFilter {
  /** Only these; empty: all. */
  readonly namespaces: readonly string[];
  /** Part of the name, in any case; empty: any. */
  readonly text: string;
  readonly labels: readonly LabelRequirement[];
  /** As the user wrote the selector, to show it. */
  readonly selector: string;
  /** Only what belongs to one with any of these names; absent: to anybody. */
  readonly owners?: readonly string[];
  /** The names are those of the user himself. */
  readonly isMine?: boolean;
  /** Only what is not well. */
  readonly onlyNotReady: boolean;
}

export const NO_FILTER: ClusterFilter = { namespaces: [], text: '', labels: [], selector: '', onlyNotReady: false };

/** The part of a filter that fits objects which nobody labels: nodes and events. */
export function nameFilter({ text, onlyNotReady, namespaces }: ClusterFilter): ClusterFilter {
  return { ...NO_FILTER, text, onlyNotReady, namespaces };
}

/** What the filter leaves out, for a row of its own; undefined: it leaves out nothing. */
export function filterText({
  namespaces,
  text,
  selector,
  owners,
  isMine,
  onlyNotReady,
}: ClusterFilter): string | undefined {
  const parts = [
    namespaces.length === 0 ? undefined : t('in {0}', namespaces.join(', ')),
    text === '' ? undefined : t('named “{0}”', text),
    selector === '' ? undefined : t('labels {0}', selector),
    owners === undefined ? undefined : isMine === true ? t('mine') : t('of {0}', owners.join(', ')),
    onlyNotReady ? t('not ready') : undefined,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(' · ');
}
