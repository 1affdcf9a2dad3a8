import { Agent, type ClientRequestArgs } from 'node:http';
import { Duplex } from 'node:stream';
import { getCACertificates } from 'node:tls';

/** A pool of connections that are made in a way of its own. */
export abstract class DialingAgent extends Agent {
  /** Makes one connection, TLS included. It may reject with any error. */
  protected abstract dial(): Promise<Duplex>;

  /** Closes the connections that wait for a next request. */
  dropIdle(): void {
    for (const sockets of Object.values(this.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
  }

  override createConnection(
    _options: ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    void this.#connect(callback);
    return undefined;
  }

  async #connect(callback: ((error: Error | null, stream: Duplex) => void) | undefined): Promise<void> {
    try {
      callback?.(null, await this.dial());
    } catch (error) {
      // The second argument is for the types alone: http.Agent looks at the error first.
      callback?.(error instanceof Error ? error : new Error(String(error)), new Duplex());
    }
  }
}

/** The authorities that Node and the system trust, PEM. */
export function trustedAuthorities(): string[] {
  return [...getCACertificates('default'), ...getCACertificates('system')];
}
