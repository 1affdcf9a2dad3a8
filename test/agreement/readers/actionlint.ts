import type { CorpusReader, ExpectedCase } from '../expectedCase.ts';

const FOLDER = 'testdata';
/** An expected report, as it is or as a pattern: `test.yaml:3:35: … [expression]`. */
const REPORT = /^\/?test\\?\.yaml:(\d+):\d+:.*\[([a-z-]+)\\?\]\/?$/gm;

/** actionlint's workflows with the reports that it makes of each, and those of which it makes none. */
export const actionlintReader: CorpusReader = {
  name: 'actionlint',
  landmark: `${FOLDER}/ok`,
  read(files) {
    const broken = files.list(`${FOLDER}/err`).filter((file) => file.endsWith('.yaml'));
    const reports = broken.map((file) => ({
      file,
      found: Array.from(files.text(file.replace(/\.yaml$/, '.out')).matchAll(REPORT), ([, line, check = '']) => ({
        line: Number(line),
        check,
      })),
    }));
    const checks = new Set(reports.flatMap(({ found }) => found.map(({ check }) => check)));
    const about = (file: string) => ({ file, language: 'workflow' as const, text: files.text(file) });
    const wrong = reports.flatMap(({ file, found }): readonly ExpectedCase[] => {
      const own = new Set(found.map(({ check }) => check));
      const lines = new Map(found.map((one) => [`${one.check} ${one.line}`, one]));
      return [
        ...Array.from(lines.values(), ({ check, line }) => ({
          ...about(file),
          check,
          line,
          isAtLine: true as const,
          expected: true,
        })),
        ...Array.from(checks)
          .filter((check) => !own.has(check))
          .map((check) => ({ ...about(file), check, line: 1, expected: false })),
      ];
    });
    const right = files
      .list(`${FOLDER}/ok`)
      .filter((file) => file.endsWith('.yaml'))
      .flatMap((file) => Array.from(checks, (check) => ({ ...about(file), check, line: 1, expected: false })));
    return [...wrong, ...right];
  },
};
