import type { CorpusReader, ExpectedCase } from '../expectedCase.ts';
import { lineOf } from './stringLiterals.ts';

const SCRIPT = 'acceptance.bats';
const RUN =
  /^ *run bin\/kubeconform((?: +-[\w-]+)*(?: +-kubernetes-version [\d.]+)?) +(fixtures\/[\w-]+\.yaml)$\s*\[ "\$status" -eq (\d) \]/gm;
/** With these it looks at other things than at the file. */
const OTHER_QUESTIONS = /-(?:skip|reject|cache|schema-location|output|ignore-\w+)/;

/** kubeconform's acceptance tests: a file, and whether it is valid. `strict` and `lenient` are its two ways to look at unknown fields. */
export const kubeconformReader: CorpusReader = {
  name: 'kubeconform',
  landmark: SCRIPT,
  read(files) {
    const script = files.text(SCRIPT);
    const known = new Set(files.list('fixtures'));
    return Array.from(script.matchAll(RUN)).flatMap((match): ExpectedCase[] => {
      const [, options = '', file = '', status] = match;
      if (OTHER_QUESTIONS.test(options) || !known.has(file)) return [];
      return [
        {
          check: options.includes('-strict') ? 'strict' : 'lenient',
          file,
          line: lineOf(script, match.index),
          language: 'manifest',
          text: files.text(file),
          expected: status !== '0',
        },
      ];
    });
  },
};
