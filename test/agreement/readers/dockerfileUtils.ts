import type { CorpusReader, ExpectedCase } from '../expectedCase.ts';
import { afterSpace, lineOf, literalAt } from './stringLiterals.ts';

const FILE = 'test/dockerValidator.test.ts';
const USES = /\bvalidateDockerfile\(/g;
const HELPER = /function (assert\w+)\([^)]*\)\s*\{\s*assert\.equal\(diagnostic\.code, ValidationCode\.(\w+)\)/g;
const BINDING = /\b(\w+) = (?=")/g;
const NONE = /assert\.equal\(diagnostics\.length, 0\)|assertNoDiagnostics/;
/** Off unless a test turns them on. */
const OFF = new Set(['DEPRECATED_MAINTAINER', 'MULTIPLE_INSTRUCTIONS', 'EMPTY_CONTINUATION_LINE']);

/** dockerfile-utils' tests: texts that are written out, with the codes of all diagnostics of each. A text that a test puts together from variables is not read. */
export const dockerfileUtilsReader: CorpusReader = {
  name: 'dockerfile-utils',
  landmark: FILE,
  read(files) {
    const source = files.text(FILE);
    const codes = new Map(Array.from(source.matchAll(HELPER), ([, helper = '', code = '']) => [helper, code] as const));
    const uses = Array.from(source.matchAll(USES));
    return uses.flatMap((use, index): ExpectedCase[] => {
      const start = use.index + use[0].length;
      const argument = argumentAt(source, start);
      if (!argument) return [];
      const until = Math.min(uses[index + 1]?.index ?? source.length, endOfTest(source, start));
      const found = expectedCodes(source.slice(argument.end, until), codes);
      if (!found) return [];
      const hasSettings = source[afterSpace(source, argument.end)] === ',';
      return Array.from(new Set(codes.values())).flatMap((check): ExpectedCase[] => {
        const isFound = found.has(check);
        if (!isFound && (hasSettings || OFF.has(check))) return [];
        const { value: text } = argument;
        return [
          { check, file: FILE, line: lineOf(source, use.index), language: 'dockerfile', text, expected: isFound },
        ];
      });
    });
  },
};

function endOfTest(source: string, start: number): number {
  const end = source.indexOf('\n        });', start);
  return end < 0 ? source.length : end;
}

function expectedCodes(asserts: string, codes: ReadonlyMap<string, string>): ReadonlySet<string> | undefined {
  const found = new Set(
    Array.from(asserts.matchAll(/\b(assert\w+)\b/g)).flatMap(([, helper = '']) => codes.get(helper) ?? []),
  );
  return found.size > 0 || NONE.test(asserts) ? found : undefined;
}

/** Literals with `+` between them, or the name of one. */
function argumentAt(source: string, start: number): { readonly value: string; readonly end: number } | undefined {
  const name = /^\w+(?=[,)])/.exec(source.slice(start, start + 80))?.[0];
  if (name !== undefined) {
    const bound = Array.from(source.slice(Math.max(0, start - 2000), start).matchAll(BINDING)).findLast(
      (match) => match[1] === name,
    );
    const value = bound && literalsAt(source, Math.max(0, start - 2000) + bound.index + bound[0].length);
    return value && { value: value.value, end: start + name.length };
  }
  return literalsAt(source, start);
}

function literalsAt(source: string, start: number): { readonly value: string; readonly end: number } | undefined {
  let value = '';
  for (let at = start; ; ) {
    const literal = literalAt(source, at);
    if (!literal) return undefined;
    value += literal.value;
    const next = afterSpace(source, literal.end);
    if (source[next] !== '+') return { value, end: literal.end };
    at = afterSpace(source, next + 1);
  }
}
