import type { TrackerLogin } from '../../domain/experiments/trackerLogin.ts';

/** The headers of a login; none for none. */
export function loginHeaders(login: TrackerLogin | undefined): Map<string, string> {
  if (login === undefined) return new Map();
  if (login.kind === 'header') return new Map([[login.name, login.value]]);
  if (login.kind === 'bearer') return new Map([['Authorization', `Bearer ${login.token}`]]);
  const pair = Buffer.from(`${login.user}:${login.password}`).toString('base64');
  return new Map([['Authorization', `Basic ${pair}`]]);
}
