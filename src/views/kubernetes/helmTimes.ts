import { setting } from '../../adapters/vscode/settings.ts';

/** Helm gives up by itself after its own time; whoever does not even do that is ended a minute later. */
const GRACE_MS = 60_000;

/** How long helm waits for objects to be ready, and how long we wait for helm. */
export function helmTimes(): { readonly minutes: number; readonly timeoutMs: number } {
  const minutes = Math.max(1, Math.round(setting('trainyard.clusters.helmTimeoutMinutes')));
  return { minutes, timeoutMs: minutes * 60_000 + GRACE_MS };
}
