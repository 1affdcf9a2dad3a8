import type { Diagnostic } from 'vscode-languageserver-types';
import type { Span } from '../../domain/deploy/specNode.ts';
import type { ChartFacts } from '../chart/chartIndex.ts';
import { valuesFindings } from '../chart/valuesFindings.ts';
import { YamlFile } from '../yamlFile/yamlFile.ts';
import { type EditedFile, NO_NAMES, type TextPositions } from './editedFile.ts';
import { completionItems, hoverOf, type TextHelp } from './help/textHelp.ts';
import { valuesHelp } from './help/values/valuesHelp.ts';
import { rangeOf } from './rangeOf.ts';
import { yamlTextStructure } from './structure/yamlStructure.ts';

/** “Error” of the protocol: helm refuses to install with such values. */
const ERROR = 1;
/** The user gave the file a schema that YAML by Red Hat reads. */
const MODELINE = /^#\s*yaml-language-server\s*:\s*\$schema\s*=/m;

export interface ValuesText {
  readonly text: string;
  readonly positions: TextPositions;
  readonly chart: ChartFacts;
  /** It is judged. */
  readonly isChecked: boolean;
  /** Another extension reads the schema that a comment of the file names. */
  readonly hasYaml: boolean;
}

/** The values of a chart of Helm: after its schema, and without one after what its templates use. */
export function editedValues({ text, positions, chart, isChecked, hasYaml }: ValuesText): EditedFile {
  const range = (span: Span) => rangeOf(span, positions);
  const isLeft = hasYaml && MODELINE.test(text);
  let help: TextHelp | undefined;
  const getHelp = (): TextHelp => (help ??= valuesHelp(text, chart));
  return {
    ...NO_NAMES,
    diagnostics: () => (isChecked && !isLeft ? problems(text, chart, range) : []),
    codeActions: () => [],
    completion: (position) => (isLeft ? [] : completionItems(getHelp().offers(positions.offsetAt(position)), range)),
    hover: (position) => (isLeft ? undefined : hoverOf(getHelp().explanation(positions.offsetAt(position)), range)),
    symbols: () => [],
    structure: yamlTextStructure(text),
  };
}

function problems(
  text: string,
  { schema }: ChartFacts,
  range: (span: Span) => Diagnostic['range'],
): readonly Diagnostic[] {
  const file = new YamlFile('values.yaml', text);
  if (!schema || !file.root || file.isOpaque) return [];
  return valuesFindings(file.root, schema).map(({ message, ...span }) => ({
    range: range(span),
    severity: ERROR,
    code: 'helm-values-schema',
    source: 'Trainyard',
    message,
  }));
}
