import type { EngineHub } from '../../domain/engines/engineHub.ts';
import { classify } from '../../domain/failures/classify.ts';
import { type LogContainerFacts, logContainerFacts } from '../../domain/logs/logContainerFacts.ts';
import type { LogSession } from '../../domain/logs/logSession.ts';
import type { LogsSubject } from '../../protocol/logsPanel.ts';

export interface LogCause {
  readonly message: string;
  readonly fix: string;
}

const LAST_LINES = 400;
const LIMIT_MS = 5_000;

/** Facts of the container behind a log; undefined when the engine does not tell, for example because it was removed. */
export async function factsOf(
  hub: EngineHub,
  { engineId, containerId }: LogsSubject,
): Promise<LogContainerFacts | undefined> {
  const engine = await hub.engine(engineId);
  if (!engine.ok) return undefined;
  const json = await engine.value.reader.inspect('container', containerId, AbortSignal.timeout(LIMIT_MS));
  return json.ok ? logContainerFacts(json.value) : undefined;
}

/** Why the program ended, from the engine's facts and the last lines. */
export async function causeOf(
  hub: EngineHub,
  subject: LogsSubject,
  session: LogSession,
): Promise<LogCause | undefined> {
  const facts = await factsOf(hub, subject);
  const { state } = session;
  const exitCode = facts?.exitCode ?? (state.kind === 'ended' ? state.exitCode : undefined);
  const { isOomKilled, error } = facts ?? {};
  return classify({ exitCode, isOomKilled, error }, session.lastLines(LAST_LINES));
}
