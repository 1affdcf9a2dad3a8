// The real language server in a process of its own, over its real protocol.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import {
  createProtocolConnection,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

const main = resolve(import.meta.dirname, '../../src/server/node/main.ts');

interface ServerOptions {
  /** Instead of the sources. */
  readonly program?: string;
  /** Of Node, before the program. */
  readonly flags?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly initializationOptions?: object;
  /** URI of the only folder of the workspace. */
  readonly folder?: string;
}

/** A server that has one file open at most. */
export class LanguageServer {
  /** All that it has said of files, in order. */
  readonly published: PublishDiagnosticsParams[] = [];
  readonly connection: ProtocolConnection;
  readonly #child: ChildProcess;
  readonly #uri: string;
  #waiting: (() => void)[] = [];

  private constructor(child: ChildProcess, uri: string) {
    assert.ok(child.stdout && child.stdin);
    this.#child = child;
    this.#uri = uri;
    this.connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    this.connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.published.push(params);
      for (const wake of this.#waiting.splice(0)) wake();
    });
    this.connection.listen();
  }

  /** @param uri of the file that is opened in it */
  static async start(
    uri: string,
    { program = main, flags = [], env, initializationOptions, folder }: ServerOptions = {},
  ): Promise<LanguageServer> {
    const child = spawn(process.execPath, [...flags, program, '--stdio'], {
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const server = new LanguageServer(child, uri);
    const workspaceFolders = folder === undefined ? null : [{ uri: folder, name: 'w' }];
    const client = { processId: process.pid, rootUri: null, workspaceFolders, capabilities: {}, initializationOptions };
    await server.connection.sendRequest('initialize', client);
    await server.connection.sendNotification('initialized', {});
    return server;
  }

  /** Asks it to end, and waits until it has. */
  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    await ended;
    this.connection.dispose();
  }

  async open(languageId: string, text: string): Promise<void> {
    const textDocument = { uri: this.#uri, languageId, version: 1, text };
    await this.connection.sendNotification('textDocument/didOpen', { textDocument });
  }

  /** Puts a text before a line. */
  async insert(version: number, line: number, text: string): Promise<void> {
    const start = { line, character: 0 };
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: this.#uri, version },
      contentChanges: [{ range: { start, end: start }, text }],
    });
  }

  async close(): Promise<void> {
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri: this.#uri } });
  }

  /** Waits until it says something of the file. */
  async said(): Promise<void> {
    await new Promise<void>((wake) => this.#waiting.push(wake));
  }

  /** The first publication of a version, or of any later one. */
  async diagnosticsOf(version: number): Promise<PublishDiagnosticsParams> {
    for (;;) {
      const found = this.published.find((one) => (one.version ?? 0) >= version);
      if (found) return found;
      await this.said();
    }
  }
}
