import type { Socket } from 'node:net';
import type { RawData, WebSocket } from 'ws';
import { plainLine } from '../../domain/base/plainText.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { podPath } from './podState.ts';

/**
 * Two channels for the one port. The kubelet speaks it since 1.6; it cannot end one direction alone, so the end of the client's words is kept
 * back until the pod has answered: containerd would end the answer one second after it.
 */
const PROTOCOL = 'v4.channel.k8s.io';
const DATA = 0;
/** Each channel begins with the number of the port. */
const PORT_BYTES = 2;

/** Above this the side that sends is paused, in bytes. */
const MOST_WAITING = 512 * 1024;
const LARGEST_FRAME = 32 * 1024;

/** Where one connection leads to. */
export interface PodPort {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/** How a connection ended: `refused` never reached the API server, `broken` is the pod's side with the node's words. */
export type PipeEnd = { readonly kind: 'closed' | 'refused' | 'broken'; readonly text: string };

/** Carries one TCP connection to a port of a pod, on a WebSocket of its own, until both have ended. Takes the socket over; never rejects. */
export async function forwardPipe(
  transport: KubeTransport,
  client: Socket,
  { namespace, pod, port }: PodPort,
  callersSignal: AbortSignal,
): Promise<PipeEnd> {
  const gone = new AbortController();
  const signal = AbortSignal.any([callersSignal, gone.signal]);
  client.once('close', () => gone.abort());
  client.on('error', () => client.destroy());
  client.pause();
  const path = podPath(namespace, pod, 'portforward');
  const opened = await transport.socket({ path, query: { ports: port }, protocols: [PROTOCOL] }, signal);
  if (!opened.ok) {
    const isClientGone = client.destroyed;
    client.resetAndDestroy();
    return isClientGone ? { kind: 'closed', text: '' } : { kind: 'refused', text: opened.failure.message };
  }
  return new Pipe(client, opened.value).ended;
}

class Pipe {
  readonly ended: Promise<PipeEnd>;
  readonly #client: Socket;
  readonly #remote: WebSocket;
  readonly #skip = [PORT_BYTES, PORT_BYTES];
  #problem = '';

  constructor(client: Socket, remote: WebSocket) {
    this.#client = client;
    this.#remote = remote;
    this.ended = new Promise((resolve) => {
      remote.once('close', (code) => {
        if (client.destroyed) return resolve({ kind: 'closed', text: '' });
        // 1006: the connection broke, the pod has not ended it. The client must not take what it has for all.
        const isBroken = this.#problem !== '' || code === 1006;
        if (isBroken) client.resetAndDestroy();
        else client.end(() => client.destroySoon());
        resolve(isBroken ? { kind: 'broken', text: this.#problem } : { kind: 'closed', text: '' });
      });
    });
    remote.on('message', (data) => this.#message(bytesOf(data)));
    client.on('data', (chunk) => this.#send(chunk));
    client.on('drain', () => remote.resume());
    client.once('close', () => remote.terminate());
    if (client.destroyed) remote.terminate();
    remote.resume();
    client.resume();
  }

  #message(message: Buffer): void {
    const channel = message[0] ?? 0;
    const skip = Math.min(this.#skip[channel] ?? 0, message.length - 1);
    if (skip > 0) this.#skip[channel] = (this.#skip[channel] ?? 0) - skip;
    const bytes = message.subarray(1 + skip);
    if (bytes.length === 0) return;
    if (channel !== DATA) {
      this.#problem = plainLine(this.#problem + bytes.toString('utf8')).slice(0, 1_000);
      return;
    }
    if (this.#client.destroyed || this.#client.write(bytes)) return;
    this.#remote.pause();
  }

  #send(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; at += LARGEST_FRAME) {
      const frame = Buffer.concat([Uint8Array.of(DATA), chunk.subarray(at, at + LARGEST_FRAME)]);
      this.#remote.send(frame, { binary: true }, () => this.#sent());
    }
    if (this.#remote.bufferedAmount > MOST_WAITING) this.#client.pause();
  }

  #sent(): void {
    if (this.#client.isPaused() && this.#remote.bufferedAmount < MOST_WAITING / 2) this.#client.resume();
  }
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}
