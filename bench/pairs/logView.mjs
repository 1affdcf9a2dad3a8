// @ts-check
// How far the page is behind a log of 100,000 lines/s: the panel's own feed and page, in a real browser.
import { join } from 'node:path';
import { build } from 'esbuild';
import { systemClock } from '../../src/domain/base/clock.ts';
import { ok } from '../../src/domain/base/failure.ts';
import { LogSessions } from '../../src/domain/logs/logSessions.ts';
import { DiskSpools } from '../../src/adapters/spool/diskSpools.ts';
import { LOGS_HOST_CHECKS, LOGS_PAGE_CHECKS } from '../../src/protocol/logsPanel.ts';
import { RpcPeer } from '../../src/protocol/rpc.ts';
import { LogFeed } from '../../src/views/logs/logFeed.ts';
import { openBrowser } from '../../test/harness/browser.mjs';
import { longestBlock } from '../lib/longestBlock.mjs';
import { NotMeasured } from '../lib/notMeasured.mjs';

export const id = 'log-view';
export const group = 'docker';
export const title = 'The view behind a log of 100,000 lines/s';
export const unit = 's';

const seconds = 10;
const perTick = 2_000;
const tickMs = 20;

/** @type {Awaited<ReturnType<typeof openBrowser>> | undefined} */
let browser;
let folder = '';
let script = '';
let root = '';

/** @param {import('../lib/types.ts').BenchContext} context */
export async function setup(context) {
  ({ root } = context);
  folder = context.scratch('view');
  const built = await build({
    entryPoints: [join(context.root, 'src/webview/logs/main.ts')],
    bundle: true,
    format: 'iife',
    write: false,
    minify: true,
  });
  script = built.outputFiles[0]?.text ?? '';
  try {
    browser = await openBrowser({ width: 1000, height: 700 });
  } catch (error) {
    throw new NotMeasured(error instanceof Error ? error.message : String(error));
  }
}

export async function ours() {
  if (!browser) throw new Error('there is no browser before setup');
  const { page } = browser;
  await page.goto('about:blank');
  let isOver = false;
  /** @type {((message: unknown) => void)[]} */
  const ears = [];
  const wire = {
    post: (/** @type {unknown} */ message) => {
      page
        .evaluate((/** @type {unknown} */ each) => window.postMessage(each, '*'), message)
        .catch((error) => {
          // What is under way when the measuring ends has no page any more.
          if (!isOver) throw error;
        });
    },
    listen: (/** @type {(message: unknown) => void} */ receive) => {
      ears.push(receive);
      return { dispose: () => ears.splice(ears.indexOf(receive), 1) };
    },
  };
  const name = `host${Math.round(performance.now())}`;
  await page.exposeFunction(name, (/** @type {unknown} */ message) => ears.forEach((receive) => receive(message)));
  const sessions = new LogSessions({
    sourceOf: async () => ok({ follow: lines }),
    spools: new DiskSpools(folder),
    clock: systemClock,
  });
  const { session } = sessions.hold('bench', 'log');
  const peer = new RpcPeer({
    wire,
    mine: LOGS_HOST_CHECKS,
    theirs: LOGS_PAGE_CHECKS,
    onError: (error) => {
      throw error;
    },
    handlers: {
      requests: { older: () => ({ start: 0, count: 0, texts: '', times: '', kinds: '' }) },
      events: {
        ready: () => {
          peer.emit('begin', { subject: { engineId: 'e', containerId: 'c', title: 'bench' }, end: session.buffer.end });
          feed.begin();
        },
        following: () => feed.release(),
        openSource: () => undefined,
        copy: () => undefined,
        saveAs: () => undefined,
        openAsDocument: () => undefined,
        clear: () => undefined,
        showBefore: () => undefined,
        problem: (text) => {
          throw new Error(text);
        },
      },
    },
  });
  const feed = new LogFeed(session, peer);
  await page.evaluate((/** @type {string} */ host) => {
    Reflect.set(window, 'acquireVsCodeApi', () => ({
      postMessage: (/** @type {unknown} */ message) => Reflect.get(window, host)(message),
      getState: () => undefined,
      setState: () => undefined,
    }));
  }, name);
  await page.addStyleTag({ path: join(root, 'media/logs.css') });
  await page.addScriptTag({ content: script });
  const { value, longestBlockMs } = await longestBlock(() => watchLag(page));
  isOver = true;
  feed.dispose();
  peer.dispose();
  sessions.dispose();
  return { value, also: { longestBlockMs } };
}

export async function teardown() {
  await browser?.close();
}

/** Lines that say when they were written, 100,000 a second. */
async function* lines() {
  const begun = performance.now();
  for (let number = 0; performance.now() - begun < seconds * 1000; ) {
    const due = Math.floor((performance.now() - begun) / tickMs) * perTick;
    const batch = [];
    for (; number < due; number++) {
      const text = `written=${Date.now()} line ${number} of a training log of the usual length, about 100 bytes long`;
      batch.push({ number: number + 1, stream: /** @type {const} */ ('stdout'), text });
    }
    if (batch.length > 0) yield { kind: /** @type {const} */ ('lines'), lines: batch };
    await new Promise((resolve) => setTimeout(resolve, tickMs));
  }
}

/**
 * The longest time in seconds between the writing of a line and its being on screen, looked at ten times a second.
 * @param {import('playwright-core').Page} page
 */
async function watchLag(page) {
  await page.waitForFunction(() => document.body.textContent?.includes('written='));
  return await page.evaluate(
    (/** @type {number} */ ms) =>
      new Promise((resolve) => {
        let worst = 0;
        const begun = performance.now();
        const timer = setInterval(() => {
          const rows = [...document.querySelectorAll('.row')].map((row) =>
            Number(/written=(\d+)/.exec(row.textContent ?? '')?.[1] ?? 0),
          );
          worst = Math.max(worst, (Date.now() - Math.max(...rows)) / 1000);
          if (performance.now() - begun < ms) return;
          clearInterval(timer);
          resolve(worst);
        }, 100);
      }),
    (seconds - 2) * 1000,
  );
}
