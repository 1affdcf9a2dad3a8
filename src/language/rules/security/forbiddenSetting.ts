import { t } from '../../../domain/base/text.ts';
import type { Fix } from '../../lint/finding.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { removeEntry } from '../../lint/fixes/removeEntry.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import type { LintContext } from '../../lint/lintContext.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import type { RulePage } from '../../lint/rule.ts';
import { eachAt } from '../../manifest/eachAt.ts';
import type { Container } from '../../manifest/container.ts';
import type { Pod } from '../../manifest/pod.ts';
import { KeyPath } from '../../yaml/keyPath.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { type RowInfo, rowInfo } from '../tables/rowInfo.ts';
import { type PodSecurityLevel, profilesOf } from './podSecurityLevel.ts';

/** Where a setting stands, and what it is for. */
export interface SettingPlace {
  readonly pod: Pod;
  readonly container?: Container;
  readonly context: LintContext;
}

/** A field of a pod or of its containers that must not have some values. */
export interface ForbiddenSetting extends RowInfo {
  readonly level?: PodSecurityLevel;
  /** Paths from the pod spec and from each container; `*` stands for every item. */
  readonly inPod?: readonly (readonly string[])[];
  readonly inContainer?: readonly (readonly string[])[];
  /** Must be false for what cannot be judged. */
  isBad(value: YamlValue, of: SettingPlace): boolean;
  /** Places that no path leads to. */
  more?(pod: Pod, judge: (value: YamlValue) => void): void;
  message(value: YamlValue): string;
  /** What is written instead; without it the entry goes, or `removes` levels above it. */
  readonly replacement?: string;
  readonly removes?: number;
  /** No repair can be proposed. */
  readonly hasNoFix?: true;
  /** The control is one of Linux. */
  readonly isLinuxOnly?: true;
  readonly page: RulePage;
}

/** The rule of a row. */
export function forbiddenSetting(row: ForbiddenSetting): ManifestRule {
  const { isLinuxOnly, hasNoFix } = row;
  const inPod = (row.inPod ?? []).map((path) => new KeyPath(path));
  const inContainer = (row.inContainer ?? []).map((path) => new KeyPath(path));
  return {
    ...rowInfo(row),
    on: 'pod',
    kinds: 'pods',
    ...profilesOf(row.level),
    ...(hasNoFix ? {} : { fix: 'choice' as const }),
    check(pod, report, context) {
      if (isLinuxOnly && pod.isWindows) return;
      const judge = (value: YamlValue, container?: Container): void => {
        if (!row.isBad(value, { pod, context, ...(container ? { container } : {}) })) return;
        report.at(value.wrongSpan, row.message(value), hasNoFix ? {} : { fixes: () => repair(row, value) });
      };
      for (const path of inPod) eachAt(pod.spec, path, judge);
      row.more?.(pod, judge);
      for (const path of inContainer) {
        if (!pod.spec.tree.mayHave(path.needed)) continue;
        for (const container of pod.containers) eachAt(container.value, path, (value) => judge(value, container));
      }
    },
    page: () => row.page,
  };
}

function repair({ replacement, removes = 0 }: ForbiddenSetting, value: YamlValue): readonly Fix[] {
  if (replacement !== undefined) return choiceFix(t('Set it to {0}', replacement), replaceValue(value, replacement));
  let entry: YamlValue | undefined = value;
  for (let level = 0; level < removes && entry; level++) entry = entry.parent;
  return choiceFix(t('Remove it'), entry && removeEntry(entry));
}
