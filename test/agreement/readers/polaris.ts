import type { CorpusReader } from '../expectedCase.ts';

const FOLDER = 'test/checks';

/** Polaris' examples: a folder a check, and a file that begins with `success` or `failure`. */
export const polarisReader: CorpusReader = {
  name: 'polaris',
  landmark: FOLDER,
  read: (files) =>
    files.list(FOLDER).flatMap((file) => {
      const [, check, outcome] = /([^/]+)\/(success|failure)[^/]*\.ya?ml$/.exec(file) ?? [];
      if (check === undefined) return [];
      return [
        {
          check,
          file,
          line: 1,
          language: 'manifest' as const,
          text: files.text(file),
          expected: outcome === 'failure',
        },
      ];
    }),
};
