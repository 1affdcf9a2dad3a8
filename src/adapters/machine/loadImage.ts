import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { LoadCommand } from '../../domain/cluster/localCluster.ts';
import { run } from '../process/run.ts';

/** Milliseconds: an image of many GB goes through a pipe. */
const LIMIT_MS = 30 * 60_000;

/**
 * Runs the user's own program that brings an image into a local cluster. Failures: `tool-missing`, `timeout`, `cancelled`, `rejected` with the
 * program's last words.
 */
export async function loadImage(
  { program, args, environment }: LoadCommand,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<Result<void>> {
  const outcome = await run(
    program,
    {
      args,
      env: { ...process.env, ...Object.fromEntries(environment) },
      timeoutMs: LIMIT_MS,
      onLine: (line) => onLine(line.trim()),
      missingNextStep: t('Install {0}, or let the image get there through a registry.', program),
    },
    signal,
  );
  if (!outcome.ok) return outcome;
  const { exitCode, stdout, stderr } = outcome.value;
  if (exitCode === 0) return ok(undefined);
  const said = `${stdout}\n${stderr}`.trim();
  const last =
    said
      .split('\n')
      .at(-1)
      ?.replace(/^\s*(?:ERROR|FATA\[\d+\])[:\s]\s*/, '') ?? '';
  return fail({
    code: 'rejected',
    message: t('{0} did not load the image: {1}', program, last === '' ? String(exitCode) : last),
    nextStep: t('See that the cluster runs on the engine that has the image, or choose another way in the start form.'),
    ...(said === '' ? {} : { detail: said }),
  });
}
