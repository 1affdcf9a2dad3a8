import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { Transport } from './transport.ts';

/** What following a log needs to know of its container. */
export interface LogContainer {
  /** Whole, also when a name was asked for. */
  readonly id: string;
  readonly hasTerminal: boolean;
  readonly status: string;
  readonly exitCode: number;
  readonly restartCount: number;
  /** The engine starts it again whatever its exit code, unless somebody stopped it. */
  readonly startsAgain: boolean;
  /** RFC 3339 as the engine writes it; the zero time before the first start. */
  readonly startedAt: string;
}

/** GET /containers/{id}/json, of which all versions since 1.24 have these members. */
export async function inspectLogContainer(
  transport: Transport,
  id: string,
  signal: AbortSignal,
): Promise<Result<LogContainer>> {
  const path = `/containers/${encodeURIComponent(id)}/json`;
  const answer = await transport.json({ method: 'GET', path, signal, firstByteMs: transport.limits.cheapMs });
  if (!answer.ok) return answer;
  const root = membersOf(answer.value);
  const state = membersOf(root.get('State'));
  const status = state.get('Status');
  if (typeof status !== 'string') {
    return fail({ code: 'rejected', message: t('The engine does not say how container {0} is', id.slice(0, 12)) });
  }
  return ok({
    id: textOf(root.get('Id')) || id,
    hasTerminal: membersOf(root.get('Config')).get('Tty') === true,
    status,
    exitCode: numberOf(state.get('ExitCode')),
    restartCount: numberOf(root.get('RestartCount')),
    startsAgain: ['always', 'unless-stopped'].includes(policyOf(root)),
    startedAt: textOf(state.get('StartedAt')),
  });
}

/** Whether more lines may come without anybody's help. */
export function isAlive({ status }: LogContainer): boolean {
  return status === 'running' || status === 'restarting' || status === 'paused';
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(typeof value === 'object' && value !== null ? value : {}));
}

const policyOf = (root: ReadonlyMap<string, unknown>): string =>
  textOf(membersOf(membersOf(root.get('HostConfig')).get('RestartPolicy')).get('Name'));
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
