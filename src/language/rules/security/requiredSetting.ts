import { t } from '../../../domain/base/text.ts';
import type { Fix } from '../../lint/finding.ts';
import { columnOf, lineBreakOf } from '../../lint/fixes/linePlaces.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import type { LintContext } from '../../lint/lintContext.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import type { RulePage } from '../../lint/rule.ts';
import type { Container } from '../../manifest/container.ts';
import { lookUp } from '../../manifest/lookUp.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { type RowInfo, rowInfo } from '../tables/rowInfo.ts';
import { type PodSecurityLevel, profilesOf } from './podSecurityLevel.ts';

/** A field of the securityContext that every container must have, itself or from its pod. */
export interface RequiredSetting extends RowInfo {
  readonly level?: PodSecurityLevel;
  readonly path: readonly string[];
  /** The pod's value covers containers that set none. */
  readonly isInherited?: true;
  /** Undefined for what cannot be judged. */
  isGood(value: YamlValue): boolean | undefined;
  /** Without a value: it is missing. */
  message(container: string, value?: YamlValue): string;
  /** What is written: the lines at the end of the path, below its last key; undefined: no repair can be proposed. */
  readonly lines?: string;
  /** What replaces a wrong scalar. */
  readonly replacement?: string;
  /** Pods and containers that are not asked. */
  isExempt?(container: Container, context: LintContext): boolean;
  /** The control is one of Linux. */
  readonly isLinuxOnly?: true;
  readonly page: RulePage;
}

/** The rule of a row. */
export function requiredSetting(row: RequiredSetting): ManifestRule {
  const { path, lines } = row;
  return {
    ...rowInfo(row),
    on: 'container',
    kinds: 'pods',
    ...profilesOf(row.level),
    ...(lines === undefined ? {} : { fix: 'choice' as const }),
    isAboutAbsence: true,
    check(container, report, context) {
      const { pod, security } = container;
      if ((row.isLinuxOnly && pod.isWindows) || row.isExempt?.(container, context)) return;
      const value = lookUp(security, path) ?? (row.isInherited ? lookUp(pod.security, path) : undefined);
      if (value && row.isGood(value) !== false) return;
      const span = value?.wrongSpan ?? security?.keySpan ?? container.head;
      report.at(
        span,
        row.message(container.name ?? '', value),
        lines === undefined ? {} : { fixes: () => (value ? correction(row, value) : insertion(row, container)) },
      );
    },
    page: () => row.page,
  };
}

function insertion({ path, lines = '' }: RequiredSetting, container: Container): readonly Fix[] {
  return choiceFix(
    t('Add it to the container'),
    insertUnder(container.value, ['securityContext', ...path.slice(0, -1)], lines),
  );
}

function correction({ replacement, lines = '' }: RequiredSetting, value: YamlValue): readonly Fix[] {
  if (replacement !== undefined) return choiceFix(t('Set it to {0}', replacement), replaceValue(value, replacement));
  if (!value.isList) return [];
  const text = lines.slice(lines.indexOf('- ') + 2);
  const { tree } = value;
  const start = tree.start(value.target);
  const first = value.at(0);
  if (!first || value.node !== value.target) return [];
  const isFlow = tree.text.charAt(start) === '[';
  const newText = isFlow ? `${text}, ` : `- ${text}${lineBreakOf(tree.text)}${' '.repeat(columnOf(tree.text, start))}`;
  const at = isFlow ? first.span.start : start;
  return choiceFix(t('Add {0}', text), { start: at, end: at, newText });
}
