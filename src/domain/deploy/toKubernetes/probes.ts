import type { HealthSpec, ServeSpec } from '../spec.ts';

/** Seconds between looks whether a server listens, where the spec has no health check. */
const LISTENS_EVERY = 5;
const seconds = (milliseconds: number) => Math.max(1, Math.round(milliseconds / 1000));

/**
 * Probes of a server. Ready is what an update without downtime waits for, so a server without a health check is ready when its first TCP port
 * takes connections. Until the start probe has passed once the others are silent, which is what `startPeriod` means on Docker.
 */
export function probesOf({ health, ports }: ServeSpec): object {
  if (!health) {
    const port = ports.find(({ protocol }) => protocol === 'tcp')?.containerPort;
    return port === undefined ? {} : { readinessProbe: { tcpSocket: { port }, periodSeconds: LISTENS_EVERY } };
  }
  const action = actionOf(health);
  const times = { periodSeconds: seconds(health.intervalMs), timeoutSeconds: seconds(health.timeoutMs) };
  return {
    startupProbe: { ...action, ...times, failureThreshold: startLooks(health) },
    readinessProbe: { ...action, ...times, failureThreshold: health.retries },
    livenessProbe: { ...action, ...times, failureThreshold: health.retries },
  };
}

/** The start period, and then as many failures as a server that runs may have. */
function startLooks({ startPeriodMs, intervalMs, retries }: HealthSpec): number {
  return Math.ceil(startPeriodMs / (seconds(intervalMs) * 1000)) + retries;
}

function actionOf({ check }: HealthSpec): object {
  if (check.kind === 'command') return { exec: { command: check.command } };
  return { httpGet: { path: check.path, port: check.port, scheme: 'HTTP' } };
}
