import type { Span } from '../../domain/deploy/specNode.ts';
import type { ChartFacts } from '../chart/chartIndex.ts';
import type { Finding } from '../lint/finding.ts';
import type { LintedFile } from '../lint/lintLanguage.ts';
import type { TextLinter } from '../lint/textLinter.ts';
import { type EditedFile, NO_NAMES, type TextPositions } from './editedFile.ts';
import { findingActions } from './findingActions.ts';
import { findingDiagnostic } from './findingDiagnostic.ts';
import { completionItems, hoverOf, type TextHelp } from './help/textHelp.ts';
import { valuesHelp } from './help/values/valuesHelp.ts';
import { rangeOf } from './rangeOf.ts';
import { yamlTextStructure } from './structure/yamlStructure.ts';

/** The user gave the file a schema that YAML by Red Hat reads. */
const MODELINE = /^#\s*yaml-language-server\s*:\s*\$schema\s*=/m;

export interface ValuesText extends Omit<LintedFile, 'valuesSchema'> {
  readonly uri: string;
  readonly positions: TextPositions;
  readonly chart: ChartFacts;
  /** Undefined: it is not judged. */
  readonly linter: TextLinter | undefined;
  /** Another extension reads the schema that a comment of the file names. */
  readonly hasYaml: boolean;
}

/** The values of a chart of Helm: after its schema, and without one after what its templates use. */
export function editedValues({ uri, positions, chart, linter, hasYaml, ...file }: ValuesText): EditedFile {
  const { text } = file;
  const range = (span: Span) => rangeOf(span, positions);
  const isLeft = hasYaml && MODELINE.test(text);
  let findings: readonly Finding[] | undefined;
  const getFindings = () =>
    (findings ??= isLeft ? [] : (linter?.lint({ ...file, valuesSchema: chart.schema }).findings ?? []));
  let help: TextHelp | undefined;
  const getHelp = (): TextHelp => (help ??= valuesHelp(text, chart));
  return {
    ...NO_NAMES,
    diagnostics: () => getFindings().map((finding) => findingDiagnostic(finding, { uri, range })),
    codeActions: (at) => {
      const [from, to] = [positions.offsetAt(at.start), positions.offsetAt(at.end)];
      const touched = getFindings().filter(({ start, end }) => start <= to && from <= end);
      return findingActions(touched, { uri, range });
    },
    completion: (position) => (isLeft ? [] : completionItems(getHelp().offers(positions.offsetAt(position)), range)),
    hover: (position) => (isLeft ? undefined : hoverOf(getHelp().explanation(positions.offsetAt(position)), range)),
    symbols: () => [],
    structure: yamlTextStructure(text),
  };
}
