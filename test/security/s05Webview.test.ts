// S5: nothing from a log, a name or a build becomes markup in our pages, nothing runs in them but our script, and nothing else is loaded.
// The pages are the real ones, with the document that VS Code gets, in a real browser.
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { openBrowser } from '../harness/browser.mjs';
import { findBrowser } from '../harness/installVscode.mjs';
import { skipFor } from '../harness/testReport.mjs';
import type * as panel from '../../src/views/shared/panel.ts';
import { INJECTION_STRINGS } from './injectionStrings.ts';
import { describeRule, loadFrom } from './mutants.ts';
import { FIRST_PLOTS } from '../../src/domain/experiments/plotsView.ts';
import { useVscodeStandIn } from './useVscodeStandIn.ts';

const root = join(import.meta.dirname, '../..');
const stylesheets: ReadonlySet<string> = new Set(
  readdirSync(join(root, 'media')).filter((name) => name.endsWith('.css')),
);

/** What the page did that it must not do, and what it said to the extension. */
interface Seen {
  readonly ran: number;
  readonly violations: readonly string[];
  readonly posted: readonly unknown[];
}
declare global {
  interface Window {
    seen: { ran: number; violations: string[]; posted: unknown[] };
    ran: () => void;
    acquireVsCodeApi: () => unknown;
  }
}

/** Before any script of the page: what VS Code gives to pages, and witnesses. */
function prepare(): void {
  window.seen = { ran: 0, violations: [], posted: [] };
  window.ran = () => {
    window.seen.ran += 1;
  };
  window.acquireVsCodeApi = () => ({
    postMessage: (message: unknown) => window.seen.posted.push(message),
    getState: () => undefined,
    setState: () => undefined,
  });
  document.addEventListener('securitypolicyviolation', (event) => {
    window.seen.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
  });
}

interface OpenPage {
  readonly page: Page;
  readonly requests: readonly string[];
  readonly post: (message: object) => Promise<void>;
  readonly seen: () => Promise<Seen>;
}

/** Serves one of our pages as VS Code would, shows it, and stops everything afterwards. */
async function withPage(src: string, name: string, work: (open: OpenPage) => Promise<void>): Promise<void> {
  const { pageHtml } = await loadFrom<typeof panel>(src, 'views/shared/panel.ts');
  const bundle = await build({
    entryPoints: [join(src, `webview/${name}/main.ts`)],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'chrome140',
  });
  const script = bundle.outputFiles[0]?.text ?? '';
  const requests: string[] = [];
  let origin = '';
  const server: Server = createServer(({ url = '/' }, response) => {
    if (url === '/page') {
      const parts = { cspSource: origin, nonce: 'abc123', script: `${origin}/page.js`, style: `${origin}/page.css` };
      const title = INJECTION_STRINGS[4] ?? '';
      response
        .setHeader('Content-Type', 'text/html')
        .end(pageHtml({ ...parts, title, texts: JSON.stringify({ a: title }) }));
    } else if (url === '/page.js') response.setHeader('Content-Type', 'text/javascript').end(script);
    else if (url === '/page.css' || stylesheets.has(url.slice(1)))
      response
        .setHeader('Content-Type', 'text/css')
        .end(readFileSync(join(root, 'media', url === '/page.css' ? `${name}.css` : url)));
    else {
      if (url !== '/favicon.ico') requests.push(url);
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const { page, close } = await openBrowser();
  try {
    page.on('request', (request) => {
      if (!request.url().startsWith(origin) && !request.url().startsWith('data:')) requests.push(request.url());
    });
    await page.addInitScript(prepare);
    await page.goto(`${origin}/page`);
    await page.waitForFunction(() => window.seen.posted.length > 0);
    await work({
      page,
      requests,
      post: async (message) => page.evaluate((data) => window.postMessage(data, '*'), message),
      seen: async () => page.evaluate(() => window.seen),
    });
  } finally {
    await close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const event = (method: string, params: unknown) => ({ kind: 'event', method, params });

/** Nothing ran, nothing was loaded, and every element is one that our pages make. */
async function assertClean({ page, requests, seen }: OpenPage): Promise<void> {
  const { ran, violations } = await seen();
  assert.deepEqual({ ran, violations, requests }, { ran: 0, violations: [], requests: [] });
  const foreign = await page.evaluate(() =>
    Array.from(
      document.querySelectorAll(
        'img, iframe, object, embed, base, form, video, math, link[href*=beacon], animate, a, b, script:not([nonce])',
      ),
      (one) => one.outerHTML,
    ),
  );
  assert.deepEqual(foreign, []);
}

const logsCheck = async (src: string) =>
  withPage(src, 'logs', async (open) => {
    const { page, post } = open;
    const lines = INJECTION_STRINGS.map((text) => text.replaceAll('\n', ' '));
    const hostile = lines[1] ?? '';
    await post(
      event('begin', { subject: { engineId: hostile, containerId: hostile, title: hostile, runId: hostile }, end: 0 }),
    );
    await post(event('status', { state: 'failed', text: hostile, start: 0, cause: hostile, nextStep: lines[3] }));
    await post(
      event('progress', {
        count: hostile,
        fraction: 0.5,
        remaining: hostile,
        metrics: [{ name: hostile, value: lines[2], history: [1, 2] }],
      }),
    );
    for (const [index, line] of lines.entries()) {
      // A few lines at a time, so that each is drawn: the list draws only what fits on the screen.
      if (index % 20 !== 0) continue;
      const texts = lines.slice(index, index + 20);
      const batch = {
        start: index,
        count: texts.length,
        texts: texts.join('\n'),
        times: '\n'.repeat(texts.length - 1),
        kinds: 'o'.repeat(texts.length),
      };
      const news = { batch, pending: line, skipped: 0, total: index + texts.length };
      await post({ kind: 'request', id: index, method: 'news', params: news });
      await page.waitForFunction(
        (id) => window.seen.posted.some((one) => JSON.stringify(one).includes(`"id":${id}`)),
        index,
      );
      await page.waitForFunction(() => document.body.textContent?.includes('ran()'));
      await assertClean(open);
    }
    const answers = (await open.seen()).posted.filter((one) => JSON.stringify(one).includes('"kind":"reply"'));
    assert.equal(answers.length, lines.length / 20, 'the page took every batch');
  });

const buildCheck = async (src: string) =>
  withPage(src, 'build', async (open) => {
    const { page, post } = open;
    for (const [index, text] of INJECTION_STRINGS.entries()) {
      if (index % 10 !== 0) continue;
      const head = {
        title: text,
        engine: text,
        state: 'failed',
        startedAt: 1,
        finishedAt: 2,
        failure: text,
        nextStep: text,
        place: { name: text, line: 1 },
        tags: [text],
        id: 'b',
        hasSteps: true,
      };
      await post(event('reset', head));
      const events = INJECTION_STRINGS.slice(index, index + 10).flatMap((payload, at) => [
        {
          kind: 'step',
          id: `s${at}`,
          name: `RUN ${payload}`,
          state: 'failed',
          startedAt: 1,
          finishedAt: 2,
          error: payload,
        },
        { kind: 'log', stepId: `s${at}`, text: `${payload}\n`, stream: 'stderr' },
        { kind: 'transfer', stepId: `s${at}`, label: payload, doneBytes: 1 },
        { kind: 'warning', text: payload, line: 1 },
      ]);
      await post(event('happened', [...events, { kind: 'builder', text }]));
      await page.waitForFunction((wanted) => {
        const title = document.querySelector('h1');
        return title?.textContent === wanted || (title?.childElementCount ?? 0) > 0;
      }, text);
      await page.waitForFunction(() => document.querySelectorAll('ol.steps > li').length > 0);
      await assertClean(open);
    }
  });

const LAYOUT = { hidden: [], shown: [], pinned: [], order: [], widths: [], sort: [], filter: '', groupBy: [] };
/** Lines that are in sight at once. */
const IN_SIGHT = 10;

const runsCheck = async (src: string) =>
  withPage(src, 'experiments', async (open) => {
    const { page, post, seen } = open;
    const lines = INJECTION_STRINGS.map((text) => text.replaceAll('\n', ' '));
    const hostile = lines[1] ?? '';
    const subject = { trackerId: hostile, experimentIds: [hostile], title: hostile };
    await post(
      event('begin', {
        subject,
        layout: { ...LAYOUT, isDifferencesOnly: false },
        plots: { ...FIRST_PLOTS, isOpen: true },
        panelId: hostile,
        canChange: true,
      }),
    );
    await post(
      event('status', { state: 'failed', text: hostile, nextStep: hostile, filterNote: hostile, isFilterWrong: true }),
    );
    const answered = new Set<unknown>();
    for (let first = 0; first < lines.length; first += IN_SIGHT) {
      const shown = lines.slice(first, first + IN_SIGHT);
      const columns = shown.slice(0, 3).map((name, index) => {
        const group = ['attributes', 'params', 'tags'][index];
        return { index, group, name, kind: 'text', isExtra: false, isSame: false };
      });
      const version = first + 1;
      await post(event('columns', columns));
      await post(
        event('view', { version, lines: shown.length, matched: shown.length, total: shown.length, groups: 0 }),
      );
      const isAsked = () =>
        page.waitForFunction(
          (wanted) => window.seen.posted.some((one) => JSON.stringify(one).includes(`"params":{"version":${wanted},`)),
          version,
        );
      await isAsked();
      for (const asked of (await seen()).posted) {
        const { kind, id, method, params } = Object(asked);
        if (kind !== 'request' || method !== 'lines' || answered.has(id)) continue;
        answered.add(id);
        const cellsOf = (text: string) => Array.from(params.columns, () => text);
        const group = { key: hostile, runs: 2, isOpen: true };
        const of = shown.map((text, row) => ({
          row: row === 0 ? -1 : row,
          runId: text,
          cells: cellsOf(text),
          trouble: text,
          ...(row === 0 ? { group } : {}),
        }));
        await post({
          kind: 'reply',
          id,
          value: { version, lines: of.slice(params.start, params.start + params.count) },
        });
      }
      // Drawn, as text or as what it must not be.
      await page.waitForFunction((text) => {
        const grid = document.querySelector('[role=grid], [role=treegrid]');
        return grid?.textContent?.includes(text) === true || grid?.querySelector('img, a, b, svg, iframe') !== null;
      }, shown.at(-1) ?? '');
      await assertClean(open);
    }
    await picturesCheck(open, lines);
  });

/** Names of runs, pictures and troubles, below the plots. */
async function picturesCheck(open: OpenPage, lines: readonly string[]): Promise<void> {
  const { page, post, seen } = open;
  const runs = lines.slice(0, IN_SIGHT).map((name, at) => ({ id: `run ${at}`, name }));
  await post(event('plotted', { runs, pictured: runs }));
  const files = runs.map(({ id }) => ({ runId: id, path: id, step: 0 }));
  const series = lines.map((title, at) => ({ title: `${title} ${at}`, kind: 'image', files }));
  const troubles = runs.map(({ id, name }) => ({ runId: id, text: name }));
  const answers = new Map<unknown, object>([
    ['pictures', { series, troubles }],
    ['picture', { kind: 'trouble', text: lines[1] }],
  ]);
  const answered = new Set<unknown>();
  const isDrawn = () =>
    page.evaluate(
      ([count, text]) => {
        const pictures = document.querySelector('.pictures');
        (pictures?.querySelector('.plot-image-row') ?? pictures)?.scrollIntoView();
        const captions = pictures?.querySelector('figcaption')?.textContent ?? '';
        return pictures?.querySelectorAll('h3').length === count && captions.includes(text);
      },
      [lines.length, lines[1] ?? ''] as const,
    );
  while (!(await isDrawn())) {
    for (const one of (await seen()).posted) {
      const { kind, id, method } = Object(one);
      const value = answers.get(method);
      if (kind !== 'request' || !value || answered.has(id)) continue;
      answered.add(id);
      await post({ kind: 'reply', id, value });
    }
  }
  await assertClean(open);
}

describe('S5 pages', function () {
  this.timeout(120_000);
  before(function () {
    if (findBrowser() === undefined) skipFor(this, 'no browser: install chromium, or name one in CHROMIUM');
    useVscodeStandIn();
  });

  it('has two hundred strings', () => assert.equal(new Set(INJECTION_STRINGS).size, 200));

  describeRule('the log page shows them as text', logsCheck, [
    {
      what: 'text of an element as markup',
      file: 'webview/shared/dom.ts',
      from: 'made.textContent = options.text;',
      to: 'made.innerHTML = options.text;',
    },
    {
      what: 'log lines as markup',
      file: 'webview/logs/logRow.ts',
      from: 'if (ranges.length === 0 && !link && plain === entry.text) {\n    body.append(plain);',
      to: 'if (ranges.length === 0 && !link && plain === entry.text) {\n    body.innerHTML = plain;',
    },
  ]);

  describeRule('the build page shows them as text', buildCheck, [
    {
      what: 'text that changes as markup',
      file: 'webview/shared/dom.ts',
      from: 'target.textContent = text;',
      to: 'target.innerHTML = text;',
    },
  ]);

  describeRule('the page of runs shows them as text', runsCheck, [
    {
      what: 'values of cells as markup',
      file: 'webview/experiments/gridRow.ts',
      from: '  made.textContent = text;',
      to: '  made.innerHTML = text;',
    },
  ]);

  describeRule(
    'the policy of a page allows our script, our style and our pictures alone',
    async (src) => {
      const { pageHtml } = await loadFrom<typeof panel>(src, 'views/shared/panel.ts');
      const source = 'https://page.example';
      const hostile = INJECTION_STRINGS[2] ?? '';
      const html = pageHtml({
        cspSource: source,
        nonce: 'n1',
        script: `${source}/a.js`,
        style: `${source}/a.css`,
        title: hostile,
        texts: JSON.stringify({ a: hostile }),
      });
      const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]?.replaceAll('&#39;', "'") ?? '';
      const directives = new Map(
        policy.split(';').map((one) => [one.trim().split(' ')[0] ?? '', one.trim().split(' ').slice(1)]),
      );
      const allowed = new Map([
        ['default-src', ["'none'"]],
        ['script-src', ["'nonce-n1'"]],
        ['style-src', [source]],
        ['img-src', [source, 'data:']],
        ['font-src', [source]],
      ]);
      for (const [name, sources] of directives) assert.deepEqual(sources, allowed.get(name), name);
      assert.deepEqual(directives.get('default-src'), ["'none'"]);
      assert.equal(html.split('<script').length - 1, 1, 'a title or a text became a script');
      assert.ok(!html.includes('<img'), 'a title or a text became markup');
      assert.match(html, /\n<meta name="trainyard-texts" content="[^"]*">\n/, 'a text ended its attribute');
      return Promise.resolve();
    },
    [
      {
        what: 'unsafe-inline',
        file: 'views/shared/panel.ts',
        from: 'style-src ${cspSource};',
        to: "style-src ${cspSource} 'unsafe-inline';",
      },
      {
        what: 'scripts of anybody',
        file: 'views/shared/panel.ts',
        from: "script-src 'nonce-${nonce}'",
        to: "script-src ${cspSource} 'nonce-${nonce}'",
      },
      {
        what: 'an attribute that ends early',
        file: 'views/shared/panel.ts',
        from: `.replaceAll('"', '&quot;')`,
        to: '',
      },
    ],
  );

  describeRule(
    'a message of another shape is refused and reported',
    async (src) =>
      withPage(src, 'logs', async ({ page, post, seen }) => {
        await post(event('status', { state: 'failed', text: { toString: 'x' }, start: 0 }));
        await post(event('begin', { subject: { title: 5 }, end: -1 }));
        await post(event('__proto__', {}));
        await post({ kind: 'request', id: 7, method: 'constructor', params: {} });
        await page.waitForFunction(
          () => window.seen.posted.filter((one) => JSON.stringify(one).includes('wrong shape')).length >= 4,
          undefined,
          { timeout: 5000 },
        );
        const { posted } = await seen();
        assert.ok(posted.some((one) => JSON.stringify(one).includes('"kind":"error","id":7')));
      }).catch((error: unknown) => {
        throw new assert.AssertionError({ message: `the page did not refuse: ${String(error)}` });
      }),
    [{ what: 'no check of events', file: 'protocol/rpc.ts', from: 'if (!event?.accepts(params))', to: 'if (!event)' }],
  );
});
