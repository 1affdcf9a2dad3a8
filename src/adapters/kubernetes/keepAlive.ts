import type { WebSocket } from 'ws';
import type { Disposable } from '../../domain/base/lifecycle.ts';

const PING_MS = 5_000;
const DEAD_MS = 20_000;

/** Asks every 5 s whether the other side is there, and ends the socket (code 1006) when it has said nothing for 20 s. */
export function keepAlive(socket: WebSocket): Disposable {
  let heardAt = performance.now();
  const heard = (): void => {
    heardAt = performance.now();
  };
  const timer = setInterval(() => {
    // A holder that cannot take more hears no answer either.
    if (socket.isPaused) heard();
    if (performance.now() - heardAt > DEAD_MS) socket.terminate();
    else if (socket.readyState === socket.OPEN) socket.ping();
  }, PING_MS);
  const dispose = (): void => {
    clearInterval(timer);
    for (const event of ['pong', 'ping', 'message']) socket.off(event, heard);
  };
  for (const event of ['pong', 'ping', 'message']) socket.on(event, heard);
  socket.once('close', dispose);
  return { dispose };
}
