// The language server in a worker of a real browser: it finds what it finds in Node, and completes, explains and repairs.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { CodeAction, CompletionItem, Diagnostic, Hover } from 'vscode-languageserver-types';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { composeRules } from '../../src/language/rules/composeRules.ts';
import { dockerRules } from '../../src/language/rules/dockerRules.ts';
import { manifestRules } from '../../src/language/rules/manifestRules.ts';
import { FileTools } from '../../src/server/fileTools.ts';
import { nodeHost } from '../../src/server/node/nodeHost.ts';
import { OpenFiles } from '../../src/server/openFiles.ts';
import { openBrowser } from '../harness/browser.mjs';
import { root } from './support/uiSession.ts';

const ORIGIN = 'http://trainyard.test/';
const NO_DISK = { pathOf: () => undefined, nearOf: () => undefined };

/** Starts the worker and leaves `ask`, `tell` and `published` behind; runs in the page. */
async function startWorker(): Promise<void> {
  const load = async (path: string) => await (await fetch(path)).arrayBuffer();
  const names = ['schemas.json.gz', 'descriptions.json.gz', 'fields.json.gz'];
  const [schemas, schemaTexts, fieldTrees] = await Promise.all(names.map(load));
  const worker = new Worker('languageServer.js');
  const waiting = new Map<number, (answer: unknown) => void>();
  const published = new Map<string, unknown>();
  const heard = new Map<string, () => void>();
  await new Promise<void>((resolve, reject) => {
    worker.addEventListener('error', ({ message }) => reject(new Error(message)));
    worker.addEventListener('message', () => resolve(), { once: true });
    worker.postMessage({ schemas, schemaTexts, fieldTrees }, []);
  });
  interface Message {
    readonly id?: number;
    readonly method?: string;
    readonly result?: unknown;
    readonly params?: { readonly uri: string; readonly diagnostics: unknown };
  }
  const send = (message: object) => worker.postMessage({ jsonrpc: '2.0', ...message }, []);
  worker.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data.method === 'textDocument/publishDiagnostics' && data.params) {
      published.set(data.params.uri, data.params.diagnostics);
      heard.get(data.params.uri)?.();
    } else if (data.id !== undefined && data.method === undefined) waiting.get(data.id)?.(data.result);
    // There are no files but those that are open.
    else if (data.id !== undefined) send({ id: data.id, result: null });
  });
  let last = 0;
  const ask = async (method: string, params: object) =>
    await new Promise((resolve) => {
      waiting.set(++last, resolve);
      send({ id: last, method, params });
    });
  const open = async (uri: string, languageId: string, text: string) => {
    const answer = new Promise<void>((resolve) => heard.set(uri, resolve));
    const params = { textDocument: { uri, languageId, version: 1, text } };
    send({ method: 'textDocument/didOpen', params });
    await answer;
    return published.get(uri);
  };
  const close = (uri: string) => {
    heard.delete(uri);
    send({ method: 'textDocument/didClose', params: { textDocument: { uri } } });
  };
  Object.assign(globalThis, { trainyard: { ask, open, close } });
  await ask('initialize', { processId: null, rootUri: null, workspaceFolders: null, capabilities: {} });
  send({ method: 'initialized', params: {} });
}

interface PageClient {
  readonly trainyard: {
    readonly ask: (method: string, params: object) => Promise<unknown>;
    readonly open: (uri: string, languageId: string, text: string) => Promise<readonly Diagnostic[]>;
    readonly close: (uri: string) => void;
  };
}

/** Texts that there is something to say of: one of every rule, and the sample. */
function corpus(): readonly (readonly [uri: string, languageId: string, text: string])[] {
  const sample = readdirSync(join(root, 'sample'))
    .filter((name) => /ya?ml$|Dockerfile/.test(name))
    .map((name) => [name, languageOf(name), readFileSync(join(root, 'sample', name), 'utf8')] as const);
  const pages = [
    ...manifestRules.map((rule) => [`${rule.id}.yaml`, 'yaml', rule.page().bad] as const),
    ...dockerRules.map((rule) => [`${rule.id}/Dockerfile`, 'dockerfile', rule.page().bad] as const),
    ...composeRules.map((rule) => [`${rule.id}/compose.yaml`, 'dockercompose', rule.page().bad] as const),
  ];
  return [...sample, ...pages].map(([path, ...rest]) => [`https://example.com/w/${path}`, ...rest]);
}

function languageOf(name: string): string {
  return name === 'Dockerfile' ? 'dockerfile' : name === 'trainyard.yaml' ? 'trainyard' : 'yaml';
}

describe('language server in a browser', () => {
  let page: Page;
  let close: () => Promise<void>;

  const ask = async <Answer>(method: string, params: object): Promise<Answer> =>
    await page.evaluate(
      async ([name, what]) => (await (globalThis as unknown as PageClient).trainyard.ask(name, what)) as Answer,
      [method, params] as const,
    );
  const open = async (uri: string, languageId: string, text: string) =>
    await page.evaluate(async (args) => await (globalThis as unknown as PageClient).trainyard.open(...args), [
      uri,
      languageId,
      text,
    ] as const);

  before(async () => {
    ({ page, close } = await openBrowser());
    await page.route(`${ORIGIN}**`, async (route) => {
      const path = new URL(route.request().url()).pathname;
      if (path === '/') await route.fulfill({ contentType: 'text/html', body: '<!doctype html>' });
      else await route.fulfill({ path: join(root, 'dist/web', path) });
    });
    await page.goto(ORIGIN);
    await page.evaluate(startWorker);
  });

  after(async () => await close());

  it('finds what it finds in Node, in the samples and in an example of every rule', async () => {
    const tools = new FileTools(nodeHost);
    let count = 0;
    for (const [uri, languageId, text] of corpus()) {
      const document = TextDocument.create(uri, languageId, 1, text);
      const files = new OpenFiles(
        () => document,
        (file) => tools.of(file),
        NO_DISK,
      );
      const expected: unknown = JSON.parse(JSON.stringify(files.get(uri)?.file.diagnostics()));
      const found = await open(uri, languageId, text);
      assert.deepEqual(found, expected, uri);
      // Names are looked up in every file that is open.
      tools.index.delete(uri);
      await page.evaluate((name) => (globalThis as unknown as PageClient).trainyard.close(name), uri);
      count += found.length;
    }
    assert.ok(count > 1000, `${count} findings`);
  });

  it('completes, explains and repairs', async () => {
    const uri = 'https://example.com/w/job.yaml';
    const text = `apiVersion: batch/v1
kind: Job
metadata:
  name: train
spec:
  backoffLimit: 2
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: train
          image: trainer:1
          comand: [python]
`;
    const found = await open(uri, 'yaml', text);
    const typo = found.find(({ code }) => code === 'k8s-unknown-field');
    assert.ok(typo);
    const textDocument = { uri };
    const items = await ask<readonly CompletionItem[]>('textDocument/completion', {
      textDocument,
      position: { line: 5, character: 2 },
    });
    assert.ok(items.some(({ label }) => label === 'completions'));
    const hover = await ask<Hover | null>('textDocument/hover', { textDocument, position: { line: 5, character: 4 } });
    assert.match(JSON.stringify(hover?.contents), /backoffLimit.*retries/);
    const actions = await ask<readonly CodeAction[]>('textDocument/codeAction', {
      textDocument,
      range: typo.range,
      context: { diagnostics: [typo] },
    });
    const edit = actions.find(({ isPreferred }) => isPreferred === true)?.edit?.changes?.[uri];
    assert.deepEqual(
      edit?.map(({ newText }) => newText),
      ['command'],
    );
  });

  it('knows the fields of other files too', async () => {
    const offered = async (path: string, languageId: string, marked: string) => {
      const [before = '', after = ''] = marked.split('|');
      const uri = `https://example.com/w/${path}`;
      await open(uri, languageId, before + after);
      const lines = before.split('\n');
      const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
      const items = await ask<readonly CompletionItem[]>('textDocument/completion', {
        textDocument: { uri },
        position,
      });
      return items.map(({ label }) => label);
    };
    const services = 'services:\n  db:\n    image: postgres:16\n  web:\n    image: web:1\n';
    assert.ok((await offered('compose.yaml', 'dockercompose', `${services}    |\n`)).includes('healthcheck'));
    assert.ok(
      (await offered('a/Dockerfile', 'dockerfile', 'FROM a AS build\nFROM b\nCOPY --from=|\n')).includes('build'),
    );
    const workflow = 'on: push\njobs:\n  a:\n    |\n';
    assert.ok((await offered('.github/workflows/a.yaml', 'yaml', workflow)).includes('runs-on'));
  });
});
