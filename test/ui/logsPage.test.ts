import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, beforeEach, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { build } from 'esbuild';
import type { LogsPage, LogStatus } from '../../src/protocol/logsPanel.ts';
import { logBatch } from '../../src/views/logs/logBatch.ts';
import { openBrowser } from '../harness/browser.mjs';
import {
  DARK,
  HIGH_CONTRAST,
  HIGH_CONTRAST_LIGHT,
  INJECTIONS,
  LIGHT,
  lowContrast,
  type Theme,
} from '../support/pageFixtures.ts';

const STATUS: LogStatus = { state: 'following', text: 'Following', start: 0 };
const SUBJECT = { engineId: 'e', containerId: 'c', title: 'digits' };

describe('the page of the log panel', () => {
  let page: Page;
  let close: () => Promise<void>;
  let script = '';
  const style = readFileSync('media/logs.css', 'utf8');
  const requests: string[] = [];
  const errors: string[] = [];
  let next = 0;

  before(async () => {
    if (existsSync('dist/webview/logs.js')) script = readFileSync('dist/webview/logs.js', 'utf8');
    const built = await build({
      entryPoints: ['src/webview/logs/main.ts'],
      bundle: true,
      format: 'iife',
      target: 'chrome140',
      write: false,
    });
    script = built.outputFiles[0]?.text ?? script;
    ({ page, close } = await openBrowser({ width: 1000, height: 600 }));
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => errors.push(message.text()));
    // The page's own parts are served from here; everything else that is asked for is remembered and refused.
    await page.route('**/*', async (route) => {
      const { pathname, hostname } = new URL(route.request().url());
      if (hostname !== 'panel.test') {
        requests.push(route.request().url());
        return await route.abort();
      }
      const files = new Map([
        ['/logs.js', script],
        ['/logs.css', style],
      ]);
      const html = documentOf();
      return await route.fulfill({ contentType: typeOf(pathname), body: files.get(pathname) ?? html });
    });
  });
  after(async () => close());

  let theme = DARK;
  /** The policy and the parts of views/shared/panel.ts; the theme comes as VS Code brings it, on the root element. */
  function documentOf(): string {
    const policy =
      "default-src 'none'; script-src 'nonce-n1'; style-src https://panel.test; img-src https://panel.test data:";
    return `<!DOCTYPE html><html lang="en"><head><meta charset="UTF-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
      <link rel="stylesheet" href="/logs.css"><title>Log</title></head><body>
      <script nonce="n1">
        for (const [name, value] of Object.entries(${JSON.stringify(theme)})) document.documentElement.style.setProperty('--vscode-' + name, value);
        window.sent = []; window.acquireVsCodeApi = () => ({ postMessage: (m) => window.sent.push(m), getState: () => JSON.parse(sessionStorage.state ?? 'null'), setState: (s) => { sessionStorage.state = JSON.stringify(s); } });
      </script><script nonce="n1" src="/logs.js"></script></body></html>`;
  }

  async function open(wanted: Theme = DARK): Promise<void> {
    theme = wanted;
    await page.goto('https://panel.test/');
    await emit('begin', { subject: SUBJECT, end: 0 });
    await emit('status', STATUS);
  }

  const post = (message: unknown) => page.evaluate((each) => window.postMessage(each, '*'), message);
  const emit = <K extends keyof LogsPage['events']>(method: K, params: LogsPage['events'][K]) =>
    post({ kind: 'event', method, params });

  let sentLines = 0;
  async function send(
    lines: readonly string[],
    facts: { readonly pending?: string; readonly skipped?: number } = {},
  ): Promise<void> {
    const time = '2026-01-31T10:00:00.123456789Z';
    const batch = logBatch(
      sentLines,
      lines.map((text, index) => ({ number: sentLines + index + 1, stream: 'stdout', text, time })),
    );
    sentLines += lines.length;
    const id = next++;
    await post({
      kind: 'request',
      id,
      method: 'news',
      params: { batch, pending: '', skipped: 0, total: sentLines, ...facts },
    });
    await page.waitForFunction(
      (wanted) =>
        Reflect.get(window, 'sent').some((m: { kind: string; id: number }) => m.kind === 'reply' && m.id === wanted),
      id,
    );
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  }

  const sent = (method: string) =>
    page.evaluate(
      (wanted) => Reflect.get(window, 'sent').filter((m: { method?: string }) => m.method === wanted),
      method,
    );

  beforeEach(async () => {
    requests.length = 0;
    errors.length = 0;
    sentLines = 0;
    await page.goto('https://panel.test/empty');
    await page.evaluate(() => sessionStorage.clear());
    await open();
  });

  it('shows text as text, whatever it is', async () => {
    await emit('progress', {
      count: INJECTIONS[0] ?? '',
      metrics: [{ name: INJECTIONS[1] ?? '', value: INJECTIONS[2] ?? '', history: [1, 2] }],
    });
    await emit('status', {
      ...STATUS,
      state: 'failed',
      text: INJECTIONS[1] ?? '',
      cause: INJECTIONS[0] ?? '',
      nextStep: INJECTIONS[3] ?? '',
    });
    await send([
      ...INJECTIONS,
      'Traceback (most recent call last):',
      '  File "/a<img src=x onerror=window.canary=1>.py", line 1, in f',
      'ValueError: <svg onload=window.canary=1>',
    ]);
    await page.getByRole('textbox', { name: 'Find' }).fill('<');
    for (const button of await page.locator('.twisty').all()) await button.click();
    await page.waitForTimeout(300);
    assert.equal(await page.evaluate(() => Reflect.get(window, 'canary')), undefined);
    assert.equal(await page.evaluate(() => Reflect.get({}, 'canary')), undefined);
    assert.deepEqual(requests, []);
    assert.deepEqual(errors, []);
    assert.ok(
      (await page.locator('.row').allTextContents()).some((text) => text.includes('<script>window.canary=1</script>')),
    );
  });

  it('follows the end, stops when the user scrolls up and resumes at the end', async () => {
    await send(Array.from({ length: 500 }, (_, n) => `line ${n}`));
    await page.getByText('line 499', { exact: true }).waitFor();
    await page.locator('.scroller').hover();
    await page.mouse.wheel(0, -2000);
    await page.getByRole('button', { name: 'Go to the end' }).waitFor();
    const top = await page.locator('.scroller').evaluate((element) => element.scrollTop);
    await send(['new line']);
    assert.equal(await page.locator('.scroller').evaluate((element) => element.scrollTop), top);
    assert.deepEqual(
      (await sent('following')).map(({ params }: { params: boolean }) => params),
      [false],
    );
    await page.mouse.wheel(0, 1_000_000);
    await page.getByText('new line', { exact: true }).waitFor();
    await send(['newer line']);
    await page.getByText('newer line', { exact: true }).waitFor();
  });

  it('draws only what can be seen of 100,000 lines', async () => {
    for (let at = 0; at < 10; at++) await send(Array.from({ length: 10_000 }, (_, n) => `line ${at * 10_000 + n}`));
    await page.getByText('line 99999', { exact: true }).waitFor();
    assert.ok((await page.locator('.row').count()) < 100);
    await page.locator('.scroller').focus();
    await page.keyboard.press('Home');
    await page.getByText('line 0', { exact: true }).waitFor();
    await page.keyboard.press('End');
    await page.getByText('line 99999', { exact: true }).waitFor();
  }).timeout(30_000);

  it('finds with a pattern, counts, goes to the next, and refuses what would freeze', async () => {
    await send(Array.from({ length: 2000 }, (_, n) => (n % 100 === 7 ? `epoch=${n} loss=0.${n}` : `line ${n}`)));
    await page.getByRole('button', { name: 'Regular expression', exact: true }).click();
    const find = page.getByRole('textbox', { name: 'Find' });
    await find.fill('loss=\\d');
    await page.getByText('20 lines', { exact: true }).first().waitFor();
    await find.press('Enter');
    await page.getByText(/^\d+ of 20$/).waitFor();
    assert.ok((await page.locator('.row.current mark').count()) >= 1);
    await find.fill('(a+)+b');
    await page.getByRole('alert').filter({ hasText: 'for ever' }).waitFor();
  });

  it('filters the whole log by level and text', async () => {
    await send(Array.from({ length: 3000 }, (_, n) => (n % 1000 === 5 ? `ERROR: bad ${n}` : `INFO: fine ${n}`)));
    await page.getByRole('button', { name: 'Info', exact: true }).click();
    await page.getByText('ERROR: bad 5', { exact: true }).waitFor();
    assert.equal(await page.locator('.row:not(.probe)').count(), 3);
    await page.getByRole('textbox', { name: 'Filter: show lines with' }).fill('2005');
    await page.getByText('1 rows pass the filter', { exact: false }).waitFor();
    assert.deepEqual(await page.locator('.row:not(.probe)').allTextContents(), ['ERROR: bad 2005']);
  });

  it('folds JSON and tracebacks, and opens what a frame names', async () => {
    await send([
      '{"level":"info","message":"saved","bytes":3}',
      'Traceback (most recent call last):',
      '  File "/app/train.py", line 88, in main',
      '    step()',
      'ValueError: bad',
      'after',
    ]);
    await page.getByRole('button', { name: 'Unfold fields' }).click();
    await page.getByText('"bytes": 3').waitFor();
    await page.getByRole('button', { name: 'File "/app/train.py", line 88' }).click();
    assert.deepEqual((await sent('openSource'))[0].params, { path: '/app/train.py', line: 88 });
    await page.getByRole('button', { name: 'Fold traceback' }).click();
    await page.getByText('… 3 lines: ValueError: bad').waitFor();
    assert.equal(await page.getByText('step()').count(), 0);
    await page.getByText('after', { exact: true }).waitFor();
  });

  it('folds the lines of a rank away, shows one alone, and names the silent one', async () => {
    await open();
    const sources = { labels: ['rank 0', 'rank 1', 'rank 2'], silent: ['rank 2'] };
    await emit('status', { ...STATUS, sources });
    await send(['rank 0 | zero', 'rank 1 | one', '{"message":"of nobody"}', 'rank 1 | {"message":"json","a":1}']);
    const shown = () => page.locator('.row:not(.probe) .text').allInnerTexts();
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
    await page.getByText('zero').waitFor();
    assert.deepEqual(await shown(), ['zero', 'one', 'of nobody', 'json a=1'], 'JSON is folded behind the name, too');
    await press('rank 1');
    await page.getByText('one', { exact: true }).waitFor({ state: 'detached' });
    assert.deepEqual(await shown(), ['zero', 'of nobody']);
    await press('Only rank 0');
    assert.equal(await page.getByRole('button', { name: 'rank 2' }).getAttribute('aria-pressed'), 'false');
    await press('All');
    await page.getByText('json').waitFor();
    await page.getByText('rank 2 has written nothing for long').waitFor();
    await emit('status', { ...STATUS, sources: { ...sources, silent: [] } });
    await page.getByText('rank 2 has written nothing for long').waitFor({ state: 'hidden' });
  });

  it('copies lines that are not drawn', async () => {
    await send(Array.from({ length: 1000 }, (_, n) => `line ${n}`));
    await page.getByRole('button', { name: 'Copy the lines that are shown' }).click();
    assert.equal((await sent('copy'))[0].params, `${Array.from({ length: 1000 }, (_, n) => `line ${n}`).join('\n')}\n`);
  });

  it('loads what is before its first line, and goes to the first error there', async () => {
    sentLines = 20_000;
    await send(Array.from({ length: 100 }, (_, n) => `late ${n}`));
    await emit('status', { ...STATUS, firstError: 15_000 });
    await page.getByRole('button', { name: 'Go to the first error' }).click();
    await page.waitForFunction(() =>
      Reflect.get(window, 'sent').some((m: { method?: string }) => m.method === 'older'),
    );
    const [request] = await sent('older');
    const { before: end, count } = request.params;
    const older = logBatch(
      end - count,
      Array.from({ length: count }, (_, n) => ({ number: n, stream: 'stdout', text: `early ${end - count + n}` })),
    );
    await post({ kind: 'reply', id: request.id, value: older });
    await page.getByText('early 15000', { exact: true }).waitFor();
  });

  it('shows skipped lines, markers, the unfinished line, and why it failed', async () => {
    await send(['one'], { pending: ' 45%|###', skipped: 1234 });
    await page.getByText(/1,234 skipped on screen/).waitFor();
    await page.getByText('45%|###').waitFor();
    await emit('status', {
      ...STATUS,
      state: 'ended',
      text: 'Ended with exit code 137',
      cause: 'Out of memory',
      nextStep: 'Give more.',
    });
    await page.locator('.cause').getByText('Out of memory').waitFor();
  });

  it('speaks at most once in five seconds at 1,000 lines/s (Y7)', async () => {
    await page.evaluate(() => {
      Reflect.set(window, 'spoken', []);
      const region = document.querySelector('[aria-live=polite]');
      if (region)
        new MutationObserver(() => Reflect.get(window, 'spoken').push(performance.now())).observe(region, {
          childList: true,
          characterData: true,
          subtree: true,
        });
    });
    for (let at = 0; at < 30; at++) {
      await emit('status', { ...STATUS, text: `Following ${at}`, state: at % 2 ? 'following' : 'connecting' });
      await send(
        Array.from({ length: 100 }, (_, n) => `line ${n}`),
        { skipped: at + 1 },
      );
      await page.waitForTimeout(70);
    }
    const times: number[] = await page.evaluate(() => Reflect.get(window, 'spoken'));
    assert.ok(
      times.every((time, index) => index === 0 || time - (times[index - 1] ?? 0) >= 4_900),
      times.join(' '),
    );
  }).timeout(30_000);

  it('can be used by keyboard alone: every control once, no trap, Escape leaves (Y4)', async () => {
    await send(['Traceback (most recent call last):', '  File "/app/a.py", line 1, in f', 'ValueError: x']);
    const count = await page.locator('button:visible, input:visible, select:visible, .scroller').count();
    const seen: string[] = [];
    for (let step = 0; step < count; step++) {
      await page.keyboard.press('Tab');
      seen.push(
        await page.evaluate(() => {
          const active = document.activeElement;
          const name = active?.getAttribute('aria-label') ?? active?.textContent ?? '';
          return `${active?.tagName} ${name} ${active?.closest('[role=group]')?.getAttribute('aria-label') ?? ''}`;
        }),
      );
    }
    assert.equal(new Set(seen).size, count, seen.join('\n'));
    assert.ok(
      seen.every((name) => !name.startsWith('BODY')),
      seen.join('\n'),
    );
    await emit('command', 'find');
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Find');
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => document.activeElement?.className), 'scroller');
  });

  it('keeps the focus while lines come (Y5)', async () => {
    await send(['{"message":"x","a":1}']);
    await page.getByRole('button', { name: 'Unfold fields' }).focus();
    for (let at = 0; at < 10; at++) await send([`line ${at}`]);
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Unfold fields');
  });

  it('has a plain text mode', async () => {
    await send(['\u001b[31mred\u001b[0m', 'two']);
    await page.getByRole('button', { name: 'Plain text' }).click();
    assert.equal(await page.getByRole('textbox', { name: 'Log as plain text' }).inputValue(), 'red\ntwo\n');
  });

  for (const [name, colors] of [
    ['dark', DARK],
    ['light', LIGHT],
    ['high contrast', HIGH_CONTRAST],
    ['high contrast light', HIGH_CONTRAST_LIGHT],
  ] as const) {
    it(`has enough contrast in ${name} (Y8)`, async () => {
      await open(colors);
      await emit('status', {
        ...STATUS,
        state: 'ended',
        text: 'Ended',
        cause: 'Out of memory',
        nextStep: 'Give more.',
        hasBefore: true,
        sources: {
          labels: ['rank 0', 'rank 1', 'rank 2', 'rank 3', 'rank 4'],
          silent: ['rank 3'],
          failedFirst: 'rank 1',
        },
      });
      await emit('progress', {
        count: 'Epoch 1/2',
        fraction: 0.5,
        remaining: '1 s left',
        metrics: [{ name: 'loss', value: '0.3', history: [1, 2] }],
      });
      await send([
        'plain',
        ...[0, 1, 2, 3, 4].map((rank) => `rank ${rank} | of one`),
        'ERROR: x',
        'WARNING: y',
        'DEBUG: z',
        '{"level":"info","message":"m","a":1}',
        'Traceback (most recent call last):',
        '  File "/app/a.py", line 1, in f',
        'ValueError: x',
      ]);
      await page.getByLabel('Times').selectOption('relative');
      assert.deepEqual(await page.evaluate(lowContrast), []);
    });
  }

  it('fits into 320 pixels without scrolling sideways when lines wrap (Y10)', async () => {
    await page.setViewportSize({ width: 320, height: 600 });
    await page.getByRole('button', { name: 'Wrap long lines' }).click();
    await send(['word '.repeat(100), '你好'.repeat(100), 'last']);
    await page.getByText('last', { exact: true }).waitFor();
    const wide = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.querySelector('.scroller')?.scrollWidth ?? 0,
    ]);
    assert.ok(
      wide.every((width) => width <= 320),
      wide.join(' '),
    );
    const cut = await page.evaluate(
      () => [...document.querySelectorAll<HTMLElement>('.row .text')].filter((text) => text.scrollWidth > 330).length,
    );
    assert.equal(cut, 0);
    await page.setViewportSize({ width: 1000, height: 600 });
  });

  it('moves nothing for those who want no motion (Y9)', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await send(['one']);
    assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
    await page.emulateMedia({ reducedMotion: null });
  });

  it('remembers what was chosen', async () => {
    await send(['one']);
    await page.getByRole('button', { name: 'Wrap long lines' }).click();
    await page.getByRole('textbox', { name: 'Find' }).fill('one');
    await page.waitForTimeout(700);
    await open();
    assert.equal(await page.getByRole('button', { name: 'Wrap long lines' }).getAttribute('aria-pressed'), 'true');
    assert.equal(await page.getByRole('textbox', { name: 'Find' }).inputValue(), 'one');
  });
});

const typeOf = (path: string) =>
  path.endsWith('.js') ? 'text/javascript' : path.endsWith('.css') ? 'text/css' : 'text/html';
