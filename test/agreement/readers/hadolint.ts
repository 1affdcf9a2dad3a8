import type { CorpusReader, ExpectedCase } from '../expectedCase.ts';
import { afterSpace, lineOf, literalAt } from './stringLiterals.ts';

const FOLDER = 'test/Hadolint/Rule';
const USES = /(?<![\w'])(onBuildRule|rule)Catches(Not)?\s+(?:"(DL\d+)"|(rule))\s+/g;
const BINDING = /(?<![\w'?])([a-z]\w*)\s*=\s*(?:(?:Text|T)\.unlines\s+)?(?=["[])/g;
const CONFIGURED = /\?config\s*=\s*def\s*\{/;
const RULE = /\brule\s*=\s*"(DL\d+)"/;

/** hadolint's specifications of its rules with odd numbers: a text, and whether the rule finds something. */
export const hadolintReader: CorpusReader = {
  name: 'hadolint',
  landmark: FOLDER,
  read: (files) =>
    files.list(FOLDER).flatMap((file) => (/DL\d+[13579]Spec\.hs$/.test(file) ? specCases(file, files.text(file)) : [])),
};

function specCases(file: string, source: string): readonly ExpectedCase[] {
  const rule = RULE.exec(source)?.[1];
  return Array.from(source.matchAll(USES)).flatMap((use): ExpectedCase[] => {
    const check = use[3] ?? (use[4] === undefined ? undefined : rule);
    if (check === undefined || isConfigured(source, use.index)) return [];
    const text = argumentAt(source, use.index + use[0].length);
    if (text === undefined) return [];
    return [
      {
        check,
        file,
        line: lineOf(source, use.index),
        language: 'dockerfile',
        text: `${withStage(use[1] === 'onBuildRule' ? asTriggers(text) : text)}\n`,
        expected: use[2] === undefined,
      },
    ];
  });
}

/** Under settings that are not the default nothing is compared. */
function isConfigured(source: string, offset: number): boolean {
  const first = source.indexOf('\n    it ');
  const example = source.lastIndexOf('\n    it ', offset);
  return (
    CONFIGURED.test(source.slice(0, Math.max(first, 0))) || CONFIGURED.test(source.slice(Math.max(example, 0), offset))
  );
}

/** `"text"`, `$ Text.unlines name`, `name`, `$ Text.unlines ["a", "b"]`; what is made in another way is not read. */
function argumentAt(source: string, start: number): string | undefined {
  const lead = /^(?:\$\s*)?(?:\(\s*)?(?:(?:Text|T)\.unlines\s+)?(?:\$\s*)?/.exec(source.slice(start))?.[0] ?? '';
  const at = start + lead.length;
  const own = valueAt(source, at);
  if (own !== undefined) return own;
  const name = /^[a-z]\w*/.exec(source.slice(at))?.[0];
  if (name === undefined) return undefined;
  const bound = Array.from(source.slice(0, start).matchAll(BINDING)).findLast((match) => match[1] === name);
  return bound && valueAt(source, bound.index + bound[0].length);
}

function valueAt(source: string, start: number): string | undefined {
  if (source[start] !== '[') return literalAt(source, start)?.value;
  const lines: string[] = [];
  for (let at = afterSpace(source, start + 1); at < source.length; ) {
    if (source[at] === ']') return lines.join('\n');
    const literal = literalAt(source, at);
    if (!literal) return undefined;
    lines.push(literal.value);
    at = afterSpace(source, literal.end);
    if (source[at] === ',') at = afterSpace(source, at + 1);
  }
  return undefined;
}

/** Every RUN as a trigger, as those tests run it. */
function asTriggers(text: string): string {
  const lines = text.split('\n');
  return lines
    .map((line, index) => (/^RUN\s/.test(line) && !/\\\s*$/.test(lines[index - 1] ?? '') ? `ONBUILD ${line}` : line))
    .join('\n');
}

/** Most of those texts are pieces without a FROM; ours are judged as parts of a stage. */
function withStage(text: string): string {
  return /^\s*FROM\s/im.test(text) ? text : `FROM debian:12\n${text}`;
}
