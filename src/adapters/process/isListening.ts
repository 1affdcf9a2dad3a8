import { connect } from 'node:net';

/** Whether somebody takes connections there. Where nobody says so within this time nobody does; without one the system decides when that is. */
export function isListening(at: {
  readonly host: string;
  readonly port: number;
  readonly timeoutMs?: number;
}): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: at.host, port: at.port, timeout: at.timeoutMs });
    const end = (isReached: boolean) => {
      socket.destroy();
      resolve(isReached);
    };
    socket.on('connect', () => end(true));
    socket.on('timeout', () => end(false));
    socket.on('error', () => end(false));
  });
}
