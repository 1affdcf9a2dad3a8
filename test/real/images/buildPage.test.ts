// The page of the build panel in a real browser: what it shows, by keyboard, and with 10,000 lines in a step.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { BuildHead, WireEvent } from '../../../src/protocol/buildPanel.ts';
import { openBrowser } from '../../harness/browser.mjs';
import { findBrowser } from '../../harness/installVscode.mjs';

const root = join(import.meta.dirname, '../../..');
const HEAD: BuildHead = {
  id: 'b',
  title: 'digits-train:latest',
  engine: 'default',
  state: 'running',
  startedAt: Date.now(),
  tags: ['digits-train:latest'],
  hasSteps: true,
};
const step = (id: string, name: string, state: 'running' | 'cached' | 'done' | 'failed' | 'waiting'): WireEvent => ({
  kind: 'step',
  id,
  name,
  state,
  startedAt: Date.now() - 2500,
  ...(state === 'running' || state === 'waiting' ? {} : { finishedAt: Date.now() }),
});

/** What VS Code gives to a page; the posts are kept for the test. */
const API = `window.posted = []; window.acquireVsCodeApi = () => ({ postMessage: (message) => window.posted.push(message), getState() {}, setState() {} });`;

describe('build page', function () {
  this.timeout(120_000);
  let server: Server;
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  const emit = async (method: string, params: unknown) =>
    await browser.page.evaluate((message) => window.postMessage(message, '*'), { kind: 'event', method, params });
  const posted = async () => JSON.stringify(await browser.page.evaluate('window.posted'));

  before(async function () {
    if (findBrowser() === undefined) this.skip();
    const bundle = await build({
      entryPoints: [join(root, 'src/webview/build/main.ts')],
      bundle: true,
      write: false,
      format: 'iife',
      target: 'chrome140',
    });
    const colors = readFileSync(join(root, 'media/build.css'), 'utf8');
    server = createServer(({ url }, response) => {
      if (url === '/page.js')
        return void response
          .setHeader('Content-Type', 'text/javascript')
          .end(`${API}\n${bundle.outputFiles[0]?.text ?? ''}`);
      if (url === '/page.css') return void response.setHeader('Content-Type', 'text/css').end(colors);
      response
        .setHeader('Content-Type', 'text/html')
        .end(
          '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="trainyard-texts" content="{}"><link rel="stylesheet" href="/page.css"><title>Build</title></head><body><script src="/page.js"></script></body></html>',
        );
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    assert.ok(address && typeof address === 'object');
    browser = await openBrowser({ width: 900, height: 700, theme: 'light' });
    await browser.page.goto(`http://127.0.0.1:${address.port}/`);
  });
  after(async () => {
    await browser.close();
    server.close();
  });

  it('asks for its build, and shows steps with state, time and log', async () => {
    assert.match(await posted(), /"method":"ready"/);
    await emit('reset', HEAD);
    await emit('happened', [
      { kind: 'builder', text: 'Built by BuildKit through docker buildx 0.29.1.' },
      step('i', '[internal] load build definition from Dockerfile', 'done'),
      step('a', '[1/3] FROM python:3.13-slim', 'cached'),
      step('b', '[2/3] RUN pip install -r requirements.txt', 'running'),
      {
        kind: 'log',
        stepId: 'b',
        text: 'Collecting numpy\n<b onmouseover="alert(1)">not markup</b>\n',
        stream: 'stdout',
      },
      { kind: 'transfer', stepId: 'b', label: 'build context', doneBytes: 5_000_000, totalBytes: 10_000_000 },
      step('c', '[3/3] COPY . .', 'waiting'),
    ] satisfies WireEvent[]);
    const { page } = browser;
    await page.getByRole('button', { name: /1\/3 +FROM python:3\.13-slim from cache/ }).waitFor();
    const running = page.getByRole('button', { name: /2\/3 +RUN pip install.*running · \d+ s/ });
    assert.equal(await running.getAttribute('aria-expanded'), 'true');
    const log = page.getByRole('log', { name: /Log of \[2\/3\]/ });
    assert.match((await log.textContent()) ?? '', /<b onmouseover="alert\(1\)">not markup<\/b>/);
    assert.equal(await page.locator('b').count(), 0);
    assert.match((await page.locator('.state').textContent()) ?? '', /^Building: 1 of 3 steps, .* · Built by BuildKit/);
  });

  it('goes through the steps by keyboard', async () => {
    const { page } = browser;
    await page.getByRole('button', { name: /1\/3/ }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.equal(await page.getByRole('button', { name: /2\/3/ }).getAttribute('aria-expanded'), 'false');
    await page.keyboard.press('Enter');
    assert.equal(await page.getByRole('button', { name: /2\/3/ }).getAttribute('aria-expanded'), 'true');
    await page.keyboard.press('End');
    assert.match(String(await page.evaluate('document.activeElement.textContent')), /3\/3/);
  });

  it('draws only what is seen of 10,000 lines, and follows the end', async () => {
    const lines = Array.from({ length: 9_998 }, (_, line) => `line ${line}`).join('\n');
    await emit('happened', [{ kind: 'log', stepId: 'b', text: `${lines}\n`, stream: 'stdout' }] satisfies WireEvent[]);
    const log = browser.page.getByRole('log', { name: /Log of \[2\/3\]/ });
    await log.getByText('line 9997').waitFor();
    const drawn = (await log.locator('pre').textContent())?.split('\n').length ?? 0;
    assert.ok(drawn > 5 && drawn < 200, String(drawn));
    await log.evaluate((element) => (element.scrollTop = 0));
    await log.getByText('Collecting numpy').waitFor();
  });

  it('shows the error with a link to its line, and offers to build again', async () => {
    const { page } = browser;
    await emit('happened', [
      { ...step('b', '[2/3] RUN pip install -r requirements.txt', 'failed'), error: 'exit code: 1' },
    ]);
    await emit('head', {
      ...HEAD,
      state: 'failed',
      finishedAt: Date.now(),
      failure: 'pip found no version of torch==9',
      nextStep: 'Ask for another version.',
      place: { name: 'Dockerfile', line: 5 },
    } satisfies BuildHead);
    const alert = page.getByRole('alert');
    assert.match((await alert.textContent()) ?? '', /pip found no version of torch==9.*Open Dockerfile, line 5/);
    await alert.getByRole('button', { name: 'Open Dockerfile, line 5' }).click();
    await page.getByRole('button', { name: 'Build again without cache' }).click();
    assert.match(await posted(), /"openPlace".*"rebuild","params":\{"useCache":false\}/);
    assert.equal(await page.getByRole('button', { name: 'Cancel' }).count(), 0);
    const screenshot = process.env['TRAINYARD_SCREENSHOT'];
    if (screenshot) await page.screenshot({ path: screenshot });
  });
});
