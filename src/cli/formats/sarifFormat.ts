import { createHash } from 'node:crypto';
import type { FindingRecord } from '../../language/lint/findingRecord.ts';
import type { RuleInfo } from '../../language/lint/rule.ts';
import { rulePageAddress } from '../../language/lint/rulePageAddress.ts';
import type { Severity } from '../../language/lint/severity.ts';
import { filePathAddress } from './filePathAddress.ts';
import { JsonItems } from './jsonItems.ts';
import type { ReportFormat } from './reportFormat.ts';

/** SARIF knows three levels. */
const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
  hint: 'note',
};
const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
/** Hexadecimal digits of a fingerprint; more tell nothing apart that these do not. */
const FINGERPRINT_LENGTH = 32;

/** SARIF 2.1.0 (OASIS), one run; suppressed findings are in it, with their reason. */
export function sarifFormat(rules: ReadonlyMap<string, RuleInfo>, tool: { readonly version: string }): ReportFormat {
  const used = new Map<string, number>();
  const indexOf = (rule: string): number => {
    if (!used.has(rule)) used.set(rule, used.size);
    return used.get(rule) ?? 0;
  };
  const items = new JsonItems();
  return {
    begin: () => `{"$schema":"${SCHEMA}","version":"2.1.0","runs":[{"columnKind":"utf16CodeUnits","results":[`,
    file: ({ path, findings, suppressed }) =>
      items.add([...findings, ...suppressed].map((finding) => resultOf(path, finding, indexOf(finding.rule)))),
    end() {
      const driver = {
        name: 'Trainyard',
        version: tool.version,
        rules: Array.from(used.keys(), (id) => ruleOf(id, rules.get(id))),
      };
      return `\n],"tool":{"driver":${JSON.stringify(driver)}}}]}\n`;
    },
  };
}

function ruleOf(id: string, rule: RuleInfo | undefined) {
  if (!rule) return { id };
  const { what, why } = rule.page();
  return {
    id,
    shortDescription: { text: what },
    fullDescription: { text: why },
    help: { text: `${what} ${why}`, markdown: `${what}\n\n${why}\n\n${rulePageAddress(id)}` },
    defaultConfiguration: { level: LEVELS[rule.severity], enabled: rule.isOff !== true },
  };
}

function resultOf(file: string, finding: FindingRecord, ruleIndex: number) {
  const { line, column, endLine, endColumn, rule, severity, message, suppressed } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: filePathAddress(file),
          region: { startLine: line, startColumn: column, endLine, endColumn },
        },
        ...logicalLocation(finding),
      },
    ],
    partialFingerprints: { 'trainyard/v1': fingerprint(file, finding) },
    ...(suppressed !== undefined && {
      suppressions: [{ kind: 'inSource', ...(suppressed !== '' && { justification: suppressed }) }],
    }),
  };
}

function logicalLocation({ kind, name, path }: FindingRecord) {
  const fullyQualifiedName = [kind, name, path].filter((part) => part !== undefined && part !== '').join('/');
  return fullyQualifiedName === '' ? {} : { logicalLocations: [{ fullyQualifiedName }] };
}

/** Of what stays when lines move: rule, object and the path inside it. */
export function fingerprint(file: string, { rule, kind = '', name = '', path, message }: FindingRecord): string {
  const parts = JSON.stringify([file, rule, kind, name, path, message]);
  return createHash('sha256').update(parts).digest('hex').slice(0, FINGERPRINT_LENGTH);
}
