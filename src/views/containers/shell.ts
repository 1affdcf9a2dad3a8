import { ok, type Result } from '../../domain/base/failure.ts';
import { showTerminal } from '../shared/containerTerminal.ts';
import type { Target } from './target.ts';

/** Opens a terminal with a shell in a container. */
export async function openShell({ engine, subject }: Target): Promise<Result<void>> {
  const { signal } = new AbortController();
  const session = await engine.shells.open(subject.containerId, { columns: 80, rows: 24 }, signal);
  if (!session.ok) return session;
  showTerminal(session.value, subject.name);
  return ok(undefined);
}
