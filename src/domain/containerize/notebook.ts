import type { DataValue } from './dataValue.ts';
import { listAt, textAt, textsAt, valueAt } from './dataValue.ts';
import type { CommandLineFacts, ParameterFact } from './parameter.ts';
import { isSimple, NO_COMMAND_LINE, typeOfValue } from './parameter.ts';
import { isOperator, literalOf } from './pythonLiteral.ts';
import { pythonLines } from './pythonTokens.ts';

export interface NotebookFacts {
  /** Python of all code cells, with `%magic` and `!shell` lines left out. */
  readonly source: string;
  readonly parameters: CommandLineFacts;
}

/** Undefined when the notebook is not one of Python. */
export function readNotebook(data: DataValue): NotebookFacts | undefined {
  const language =
    textAt(data, 'metadata', 'kernelspec', 'language') ?? textAt(data, 'metadata', 'language_info', 'name') ?? 'python';
  if (language !== 'python') return undefined;
  const cells = listAt(data, 'cells').filter((cell) => textAt(cell, 'cell_type') === 'code');
  // Papermill takes the first cell with the tag and puts the given values behind it.
  const tagged = cells.find((cell) => textsAt(cell, 'metadata', 'tags').includes('parameters'));
  return {
    source: cells.map(cellSource).join('\n'),
    parameters: tagged ? { ...NO_COMMAND_LINE, parameters: assignmentsOf(cellSource(tagged)) } : NO_COMMAND_LINE,
  };
}

function cellSource(cell: DataValue): string {
  const source = valueAt(cell, 'source');
  const text = typeof source === 'string' ? source : textsAt(cell, 'source').join('');
  return text.replaceAll(/^[ \t]*[%!?].*$/gm, '');
}

function assignmentsOf(source: string): readonly ParameterFact[] {
  const help = trailingComments(source);
  return pythonLines(source).flatMap(({ line, indent, tokens }) => {
    const [name] = tokens;
    const equals = tokens.findIndex((token) => isOperator(token, '='));
    if (indent > 0 || name?.kind !== 'name' || equals < 1 || (equals > 1 && !isOperator(tokens[1], ':'))) return [];
    const value = literalOf(tokens.slice(equals + 1));
    if (!isSimple(value)) return [];
    const comment = help.get(line);
    const fact: ParameterFact = {
      name: name.text,
      type: typeOfValue(value, tokens),
      defaultValue: value,
      choices: [],
      ...(comment === undefined ? {} : { help: comment }),
      passAs: 'environment',
    };
    return [fact];
  });
}

/** `# …` at the end of a line says what a parameter means; papermill reads it in the same way. */
function trailingComments(source: string): ReadonlyMap<number, string> {
  const found = source.split('\n').flatMap((text, index) => {
    const comment = commentOf(text);
    return comment === '' ? [] : [[index + 1, comment] as const];
  });
  return new Map(found);
}

/** The text behind the first `#` outside quotes. */
function commentOf(line: string): string {
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at] ?? '';
    if (quote === '' && char === '#') return line.slice(at + 1).trim();
    if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (char === quote) quote = '';
  }
  return '';
}
