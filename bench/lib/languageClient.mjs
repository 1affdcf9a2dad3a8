// @ts-check
// A client of a language server in a process of its own, over its real protocol, with one file open.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { atExit } from '../../scripts/lib/atExit.mjs';

/** What an editor tells of itself: it can be asked for settings, and gets what a server sends. */
const capabilities = {
  workspace: { configuration: true, workspaceFolders: true },
  textDocument: {
    synchronization: {},
    publishDiagnostics: { relatedInformation: true, versionSupport: true },
    completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown', 'plaintext'] } },
    hover: { contentFormat: ['markdown', 'plaintext'] },
  },
};

/** A longer answer is none. */
const limitMs = 60_000;

/**
 * @typedef {object} Position
 * @property {number} line From 0.
 * @property {number} character From 0.
 *
 * @typedef {object} ServerProgram
 * @property {readonly string[]} args Of Node.
 * @property {NodeJS.ProcessEnv} [env]
 * @property {(section: string) => unknown} [setting] Answers what the server asks for of the settings.
 * @property {(uri: string) => string | undefined} [content] Answers what it asks for of the network.
 * @property {unknown} [initializationOptions]
 */

export class LanguageClient {
  #child;
  #connection;
  #uri;
  #version = 1;
  /** @type {((count: number) => void)[]} */
  #waiting = [];

  /**
   * @param {import('node:child_process').ChildProcessByStdio<import('node:stream').Writable, import('node:stream').Readable, null>} child
   * @param {string} uri
   */
  constructor(child, uri) {
    this.#child = child;
    this.#uri = uri;
    this.#connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    this.#connection.onNotification('textDocument/publishDiagnostics', ({ diagnostics }) => {
      for (const wake of this.#waiting.splice(0)) wake(diagnostics.length);
    });
  }

  /**
   * @param {string} uri Of the file that is opened in it.
   * @param {ServerProgram} program
   */
  static async start(uri, { args, env, setting, content, initializationOptions }) {
    const child = spawn(process.execPath, [...args, '--stdio'], {
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    atExit(() => void child.kill());
    const client = new LanguageClient(child, uri);
    const connection = client.#connection;
    connection.onRequest('workspace/configuration', ({ items }) =>
      items.map((/** @type {{section: string}} */ { section }) => setting?.(section) ?? null),
    );
    connection.onRequest('client/registerCapability', () => null);
    connection.onRequest('vscode/content', (/** @type {string} */ asked) => {
      const text = content?.(asked);
      if (text === undefined) throw new Error(`the bench has no ${asked}`);
      return text;
    });
    connection.listen();
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities,
      initializationOptions,
    });
    if (content) await connection.sendNotification('yaml/registerContentRequest', {});
    await connection.sendNotification('initialized', {});
    return client;
  }

  /**
   * @param {string} text
   * @returns {Promise<number>} Diagnostics of the file.
   */
  async open(text) {
    const said = this.#said();
    const textDocument = { uri: this.#uri, languageId: 'yaml', version: this.#version, text };
    await this.#connection.sendNotification('textDocument/didOpen', { textDocument });
    return said;
  }

  /**
   * @param {Position} start
   * @param {Position} end
   * @param {string} text
   */
  async edit(start, end, text) {
    this.#version += 1;
    await this.#connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: this.#uri, version: this.#version },
      contentChanges: [{ range: { start, end }, text }],
    });
  }

  /**
   * @param {Position} start
   * @param {Position} end
   * @param {string} text
   * @returns {Promise<{ms: number, count: number}>} From the edit to the diagnostics.
   */
  async editToDiagnostics(start, end, text) {
    const begun = performance.now();
    const said = this.#said();
    await this.edit(start, end, text);
    const count = await said;
    return { ms: performance.now() - begun, count };
  }

  /**
   * @param {'completion' | 'hover'} question
   * @param {Position} position
   * @returns {Promise<{ms: number, answer: any}>}
   */
  async ask(question, position) {
    const begun = performance.now();
    const answer = await this.#connection.sendRequest(`textDocument/${question}`, {
      textDocument: { uri: this.#uri },
      position,
    });
    return { ms: performance.now() - begun, answer };
  }

  async stop() {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    await this.#connection.sendRequest('shutdown');
    await this.#connection.sendNotification('exit');
    await ended;
    this.#connection.dispose();
  }

  /** @returns {Promise<number>} Diagnostics in what the server says next of the file. */
  #said() {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the server says nothing of the file')), limitMs);
      this.#waiting.push((count) => {
        clearTimeout(timer);
        resolve(count);
      });
    });
  }
}
