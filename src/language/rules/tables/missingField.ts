import type { Span } from '../../../domain/deploy/specNode.ts';
import { t } from '../../../domain/base/text.ts';
import type { Fix } from '../../lint/finding.ts';
import { choiceFix, snippetFix } from '../../lint/fixes/choiceFix.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import type { LintContext } from '../../lint/lintContext.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import type { Rule, RulePage } from '../../lint/rule.ts';
import type { Container } from '../../manifest/container.ts';
import { lookUp } from '../../manifest/lookUp.ts';
import type { ManifestObject } from '../../manifest/manifestObject.ts';
import type { Pod } from '../../manifest/pod.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { type RowInfo, rowInfo } from './rowInfo.ts';

/** A field that should be there. */
export interface MissingField<Subject> extends RowInfo {
  readonly kinds?: string;
  /** From the subject; the parts above the field are made where they are missing. */
  readonly path: readonly string[];
  /** Asked only of what lacks the field. */
  isNeeded?(subject: Subject, context: LintContext): boolean;
  message(subject: Subject): string;
  /** What is inserted at the path: `key: value`. With `${1:…}` it is a snippet. */
  readonly lines?: string;
  readonly page: RulePage;
}

export function missingInContainer(row: MissingField<Container>): ManifestRule {
  return { on: 'container', ...missingField(row, ({ value }) => value) };
}

export function missingInPod(row: MissingField<Pod>): ManifestRule {
  return { on: 'pod', ...missingField(row, ({ spec }) => spec) };
}

export function missingInObject(
  row: MissingField<ManifestObject> & { readonly groupKinds: readonly string[] },
): ManifestRule {
  const { groupKinds } = row;
  return {
    on: 'object',
    groupKinds,
    ...missingField(row, ({ root }) => root),
    kinds: row.kinds ?? groupKinds.map((kind) => kind.slice(kind.indexOf('/') + 1)).join(', '),
  };
}

/** @param mapOf The map that the path begins at. */
function missingField<Subject extends { readonly head: Span }>(
  row: MissingField<Subject>,
  mapOf: (subject: Subject) => YamlValue,
): Rule<Subject> {
  const { lines } = row;
  return {
    ...rowInfo(row),
    kinds: row.kinds ?? 'pods',
    isAboutAbsence: true,
    ...(lines === undefined ? {} : { fix: 'choice' as const }),
    check(subject, report, context) {
      const map = mapOf(subject);
      if (lookUp(map, row.path) || row.isNeeded?.(subject, context) === false) return;
      report.at(
        subject.head,
        row.message(subject),
        lines === undefined ? {} : { fixes: () => insertion(map, row.path, lines) },
      );
    },
    page: () => row.page,
  };
}

function insertion(value: YamlValue, path: readonly string[], lines: string): readonly Fix[] {
  const fix = lines.includes('${') ? snippetFix : choiceFix;
  return fix(t('Add {0}', path.at(-1) ?? ''), insertUnder(value, path.slice(0, -1), lines));
}
