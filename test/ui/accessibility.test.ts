// Y3: each panel passes axe-core without a serious or critical finding: every theme, each state from fixtures.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import axe from 'axe-core';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { build } from 'esbuild';
import type { BuildHead, BuildPage, WireEvent } from '../../src/protocol/buildPanel.ts';
import type { LogsPage } from '../../src/protocol/logsPanel.ts';
import { logBatch } from '../../src/views/logs/logBatch.ts';
import { openBrowser } from '../harness/browser.mjs';
import { DARK, HIGH_CONTRAST, HIGH_CONTRAST_LIGHT, LIGHT, type Theme } from '../support/pageFixtures.ts';

/** What the fixtures of the log page do not name: VS Code's own values. */
const THEMES: readonly (readonly [string, Theme])[] = [
  ['dark', { ...DARK, 'button-secondaryBackground': '#313131', 'button-secondaryForeground': '#cccccc' }],
  ['light', { ...LIGHT, 'button-secondaryBackground': '#e5e5e5', 'button-secondaryForeground': '#3b3b3b' }],
  [
    'high contrast',
    { ...HIGH_CONTRAST, 'button-secondaryBackground': '#000000', 'button-secondaryForeground': '#ffffff' },
  ],
  [
    'high contrast light',
    { ...HIGH_CONTRAST_LIGHT, 'button-secondaryBackground': '#ffffff', 'button-secondaryForeground': '#0f4a85' },
  ],
];

type Message =
  | { readonly kind: 'event'; readonly method: string; readonly params: unknown }
  | { readonly kind: 'request'; readonly id: number; readonly method: string; readonly params: unknown };
const log = <K extends keyof LogsPage['events']>(method: K, params: LogsPage['events'][K]): Message => ({
  kind: 'event',
  method,
  params,
});
const news = (lines: readonly string[]): Message => ({
  kind: 'request',
  id: 1,
  method: 'news',
  params: {
    batch: logBatch(
      0,
      lines.map((text, number) => ({ number, stream: 'stdout', text, time: '2026-01-31T10:00:00Z' })),
    ),
    pending: 'half a li',
    skipped: 12,
    total: lines.length,
  },
});
const of = <K extends keyof BuildPage['events']>(method: K, params: BuildPage['events'][K]): Message => ({
  kind: 'event',
  method,
  params,
});

const SUBJECT = { engineId: 'e', containerId: 'c', title: 'digits' };
const LINES = [
  'plain',
  'ERROR: it broke',
  'WARNING: soon',
  'DEBUG: detail',
  '\u001b[31mred\u001b[0m and \u001b[1mbold\u001b[0m',
  '{"level":"info","message":"folded","a":1}',
  'Traceback (most recent call last):',
  '  File "/app/a.py", line 1, in f',
  'ValueError: x',
];
const HEAD: BuildHead = {
  id: 'b',
  title: 'digits-train:latest',
  engine: 'default',
  state: 'running',
  startedAt: 0,
  tags: ['digits-train:latest'],
  hasSteps: true,
};
const step = (id: string, name: string, state: Extract<WireEvent, { kind: 'step' }>['state']): WireEvent => ({
  kind: 'step',
  id,
  name,
  state,
  startedAt: 0,
  ...(state === 'running' || state === 'waiting' ? {} : { finishedAt: 1000 }),
});
const STEPS: readonly WireEvent[] = [
  { kind: 'builder', text: 'Built by BuildKit through docker buildx.' },
  step('i', '[internal] load build definition', 'done'),
  step('a', '[1/4] FROM python:3.13-slim', 'cached'),
  step('b', '[2/4] RUN pip install -r requirements.txt', 'running'),
  { kind: 'log', stepId: 'b', text: 'Collecting numpy\nDownloading\n', stream: 'stdout' },
  { kind: 'transfer', stepId: 'b', label: 'build context', doneBytes: 5, totalBytes: 10 },
  step('c', '[3/4] COPY . .', 'waiting'),
  { kind: 'warning', text: 'FromAsCasing', line: 1 },
];
const FAILED: BuildHead = {
  ...HEAD,
  state: 'failed',
  finishedAt: 2000,
  failure: 'pip found no version of torch==9',
  nextStep: 'Ask for another version.',
  place: { name: 'Dockerfile', line: 5 },
};

const PAGES: Readonly<Record<'logs' | 'build', Readonly<Record<string, readonly Message[]>>>> = {
  logs: {
    empty: [],
    loading: [
      log('begin', { subject: SUBJECT, end: 0 }),
      log('status', { state: 'connecting', text: 'Connecting', start: 0 }),
    ],
    error: [
      log('begin', { subject: SUBJECT, end: 0 }),
      log('status', { state: 'failed', text: 'The engine is gone', start: 0, nextStep: 'Start it.' }),
    ],
    full: [
      log('begin', { subject: SUBJECT, end: LINES.length }),
      log('status', { state: 'ended', text: 'Ended', start: 0, cause: 'Out of memory', nextStep: 'Give more.' }),
      log('progress', {
        count: 'Epoch 1/2',
        fraction: 0.5,
        remaining: '1 s left',
        metrics: [{ name: 'loss', value: '0.3', history: [1, 2] }],
      }),
      news(LINES),
    ],
  },
  build: {
    empty: [],
    loading: [of('reset', HEAD), of('happened', STEPS)],
    error: [of('reset', HEAD), of('happened', [...STEPS, step('b', '[2/4] RUN pip', 'failed')]), of('head', FAILED)],
    full: [
      of('reset', HEAD),
      of('happened', [...STEPS, step('b', '[2/4] RUN pip', 'done')]),
      of('head', { ...HEAD, state: 'ok', finishedAt: 2000 }),
    ],
    'cut off': [of('reset', { ...HEAD, state: 'cancelled', hasSteps: false })],
  },
};

interface Finding {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly string[];
}

for (const name of ['logs', 'build'] as const) {
  describe(`accessibility of the ${name} panel by axe-core (Y3)`, () => {
    let page: Page;
    let close: () => Promise<void>;
    let theme: Theme = DARK;
    before(async () => {
      const { outputFiles } = await build({
        entryPoints: [`src/webview/${name}/main.ts`],
        bundle: true,
        format: 'iife',
        target: 'chrome140',
        write: false,
      });
      ({ page, close } = await openBrowser({ width: 1000, height: 700 }));
      await page.route('**/*', async (route) => {
        const { pathname } = new URL(route.request().url());
        if (pathname === '/page.js')
          return await route.fulfill({ contentType: 'text/javascript', body: outputFiles[0]?.text ?? '' });
        if (pathname === '/page.css')
          return await route.fulfill({ contentType: 'text/css', body: readFileSync(`media/${name}.css`, 'utf8') });
        await route.fulfill({ contentType: 'text/html', body: documentOf(theme) });
      });
    });
    after(async () => await close());

    const findings = async (messages: readonly Message[]): Promise<readonly Finding[]> => {
      await page.goto('https://panel.test/');
      for (const message of messages) await page.evaluate((each) => window.postMessage(each, '*'), message);
      // Messages come in order, and a page paints in the frame after the last one.
      await page.evaluate(
        () => new Promise((resolve) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(resolve)))),
      );
      await page.evaluate(axe.source);
      return await page.evaluate(async () => {
        const inPage: {
          run(options: object): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
        } = Reflect.get(window, 'axe');
        const { violations } = await inPage.run({ resultTypes: ['violations'] });
        return violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map(({ html }) => html.slice(0, 200)) }));
      });
    };

    for (const [themeName, colors] of THEMES) {
      for (const [state, messages] of Object.entries(PAGES[name])) {
        it(`${state}, ${themeName}`, async () => {
          theme = colors;
          assert.deepEqual(await findings(messages), []);
        });
      }
    }

    it('would see a control without a name and text that cannot be read', async () => {
      theme = DARK;
      await page.goto('https://panel.test/');
      const broken = `const b = document.createElement('button'); const p = document.createElement('p');
        p.textContent = 'faint'; p.style.color = '#303030'; document.body.append(b, p);`;
      await page.evaluate(broken);
      await page.evaluate(axe.source);
      const ids = await page.evaluate(async () => {
        const inPage: { run(): Promise<{ violations: { id: string }[] }> } = Reflect.get(window, 'axe');
        return (await inPage.run()).violations.map(({ id }) => id);
      });
      for (const id of ['button-name', 'color-contrast']) assert.ok(ids.includes(id), ids.join());
    });
  });
}

/** As VS Code gives it to a page: the theme on the root element, and its own colours of the body. */
function documentOf(theme: Theme): string {
  return `<!DOCTYPE html><html lang="en"><head><meta charset="UTF-8"><title>Panel</title>
    <style>body { background-color: var(--vscode-editor-background); color: var(--vscode-editor-foreground); font-size: 13px; }</style>
    <link rel="stylesheet" href="/page.css"></head><body>
    <script>
      for (const [name, value] of Object.entries(${JSON.stringify(theme)})) document.documentElement.style.setProperty('--vscode-' + name, value);
      window.acquireVsCodeApi = () => ({ postMessage() {}, getState() {}, setState() {} });
    </script><script src="/page.js"></script></body></html>`;
}
