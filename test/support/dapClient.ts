// The few words of the Debug Adapter Protocol that a test needs, spoken over a port as VS Code does it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { fieldOf } from '../../src/domain/deploy/plainData.ts';

const HEAD_END = '\r\n\r\n';

export class DapClient {
  readonly #socket: Socket;
  readonly #events: unknown[] = [];
  readonly #answers = new Map<number, (message: unknown) => void>();
  readonly #waiting = new Set<() => void>();
  readonly #ended: Promise<never>;
  #buffer = Buffer.alloc(0);
  #count = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    this.#ended = new Promise((_resolve, reject) => {
      socket.on('error', reject);
      socket.on('close', () => reject(new Error('the debugger has closed the connection')));
    });
    // Of interest only to who waits.
    this.#ended.catch(() => undefined);
  }

  static async open(port: number): Promise<DapClient> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new DapClient(socket);
  }

  /** The body of the answer; throws with the debugger's words when it refuses. */
  async request(command: string, args: object = {}): Promise<unknown> {
    const seq = (this.#count += 1);
    const answer = new Promise<unknown>((resolve) => this.#answers.set(seq, resolve));
    const text = JSON.stringify({ seq, type: 'request', command, arguments: args });
    this.#socket.write(`Content-Length: ${Buffer.byteLength(text)}${HEAD_END}${text}`);
    const message = await Promise.race([answer, this.#ended]);
    assert.equal(fieldOf(message, 'success'), true, `${command}: ${JSON.stringify(message)}`);
    return fieldOf(message, 'body');
  }

  /** The body of the first event of this name, of those that came or the next; each is given once. */
  async event(name: string): Promise<unknown> {
    for (;;) {
      const index = this.#events.findIndex((message) => fieldOf(message, 'event') === name);
      const [found] = index < 0 ? [] : this.#events.splice(index, 1);
      if (found !== undefined) return fieldOf(found, 'body');
      await Promise.race([new Promise<void>((resolve) => this.#waiting.add(resolve)), this.#ended]);
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    for (;;) {
      const head = this.#buffer.indexOf(HEAD_END);
      if (head < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#buffer.toString('latin1', 0, head))?.[1]);
      const start = head + HEAD_END.length;
      if (this.#buffer.length < start + length) return;
      this.#take(JSON.parse(this.#buffer.toString('utf8', start, start + length)));
      this.#buffer = this.#buffer.subarray(start + length);
    }
  }

  #take(message: unknown): void {
    if (fieldOf(message, 'type') === 'response') this.#answers.get(Number(fieldOf(message, 'request_seq')))?.(message);
    if (fieldOf(message, 'type') !== 'event') return;
    this.#events.push(message);
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}
