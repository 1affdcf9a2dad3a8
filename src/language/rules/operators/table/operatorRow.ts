import type { ManifestRule } from '../../../lint/manifestRule.ts';
import type { RulePage } from '../../../lint/rule.ts';
import type { Severity } from '../../../lint/severity.ts';
import { type RowInfo, rowInfo } from '../../tables/rowInfo.ts';
import type { RowCheck } from './rowCheck.ts';

/** A rule about the kinds of one operator, as a line of its table. */
export interface OperatorRow extends Omit<RowInfo, 'severity'> {
  /** `kubeflow.org/PyTorchJob`. */
  readonly on: readonly string[];
  /** Versions that it is about, where a kind has several of different meaning. */
  readonly versions?: readonly string[];
  /** `error`, unless it says another. */
  readonly severity?: Severity;
  readonly checks: readonly RowCheck[];
  page(): RulePage;
}

/** The rules that the rows of a table are. The first check is the one that the example of a row shows. */
export function rulesOf(rows: readonly OperatorRow[]): readonly ManifestRule[] {
  return rows.map((row) => {
    const { on, versions, severity = 'error', checks } = row;
    return {
      ...rowInfo({ ...row, severity }),
      on: 'object',
      groupKinds: on,
      kinds: Array.from(new Set(on.map((kind) => kind.slice(kind.indexOf('/') + 1)))).join(', '),
      silences: ['k8s-enum', 'k8s-pattern-format', 'crd-cel'],
      ...(checks[0]?.hasFix === true ? { fix: 'choice' } : {}),
      ...(checks.some((check) => check.isAboutAbsence) ? { isAboutAbsence: true } : {}),
      check(object, report) {
        const version = object.apiVersion;
        if (versions && !versions.some((each) => version?.endsWith(`/${each}`))) return;
        for (const check of checks) check.run(object, report);
      },
      page: () => row.page(),
    };
  });
}
