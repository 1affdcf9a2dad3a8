import { fail, ok } from '../../domain/base/failure.ts';
import { plainText } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import type { BuildKustomization } from '../../domain/deploy/ports.ts';
import { run } from '../process/run.ts';
import { findProgram } from './findProgram.ts';

/** The user's own programs that build a kustomization, with what stands before the folder; the first that is installed is used. */
const PROGRAMS = [
  { command: 'kubectl', verb: 'kustomize' },
  { command: 'kustomize', verb: 'build' },
] as const;
/** Bases on other machines are fetched with git. */
const TIMEOUT_MS = 120_000;
/** More than an API server takes in many objects. */
const KEEP_BYTES = 32 * 1024 * 1024;

/** Builds kustomizations with programs of this environment. No plugins and no charts: kustomize runs these only with flags that are not given. */
export function createKustomize(environment: Readonly<Record<string, string | undefined>>): BuildKustomization {
  return async (folder, signal) => {
    for (const { command, verb } of PROGRAMS) {
      const path = await findProgram(command, environment);
      if (path === undefined) continue;
      const options = {
        args: [verb, '--', folder],
        cwd: folder,
        env: environment,
        timeoutMs: TIMEOUT_MS,
        keepBytes: KEEP_BYTES,
      };
      const outcome = await run(path, options, signal);
      if (!outcome.ok) return outcome;
      const { exitCode, stdout, stderr, isCut } = outcome.value;
      if (exitCode !== 0) return fail(refused(`${command} ${verb}`, folder, plainText(stderr)));
      return isCut ? fail(tooLarge(folder)) : ok(stdout);
    }
    return fail({
      code: 'tool-missing',
      message: t('Neither kubectl nor kustomize was found, which build {0}', folder),
      nextStep: t('Install kubectl, or add its folder to PATH and restart the editor.'),
    });
  };
}

/** Its last line says what is wrong. */
function refused(program: string, folder: string, stderr: string) {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const words = wordsOf(lines.at(-1) ?? '').slice(0, LONGEST);
  return {
    code: 'invalid',
    message: words === '' ? t('{0} could not build {1}', program, folder) : t('{0}: {1}', program, words),
    nextStep: t('Correct the kustomization.'),
    detail: stderr,
  } as const;
}

/** kubectl writes it as an entry of a log: `E1129 21:35:51.018813    1672 run.go:72] "command failed" err="…"`. */
function wordsOf(line: string): string {
  const entry = /^[EF]\d{4} [^\]]*\] "command failed" err="(.*)"$/.exec(line);
  return (entry?.[1]?.replaceAll('\\"', '"') ?? line).replace(/^error: /i, '');
}

/** Characters of a message; the rest is in the log. */
const LONGEST = 600;

function tooLarge(folder: string) {
  return { code: 'invalid', message: t('What {0} builds is larger than 32 MB', folder) } as const;
}
