import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import type { Wire } from '../../src/protocol/rpc.ts';
import { openBrowser } from '../harness/browser.mjs';
import { DARK, type Theme } from './pageFixtures.ts';

/** A page of ours in a browser, connected with the real code of its host in this process. */
export interface PageWithHost {
  readonly page: Page;
  readonly wire: Wire;
  /** What the page asked of other machines. */
  readonly requests: string[];
  /** What the browser complained about. */
  readonly errors: string[];
  /** Loads the page anew; with what it remembered, like VS Code after a reload. */
  load(theme?: Theme): Promise<void>;
  forget(): Promise<void>;
  close(): Promise<void>;
}

const SITE = 'https://panel.test';

export async function openPageWithHost(name: string, size: { width: number; height: number }): Promise<PageWithHost> {
  const built = await build({
    entryPoints: [`src/webview/${name}/main.ts`],
    bundle: true,
    format: 'iife',
    target: 'chrome140',
    write: false,
  });
  const files = new Map([
    [`/page.js`, built.outputFiles[0]?.text ?? ''],
    [`/page.css`, readFileSync(`media/${name}.css`, 'utf8')],
    // What a style sheet imports lies beside it.
    ['/charts.css', readFileSync('media/charts.css', 'utf8')],
  ]);
  const { page, close } = await openBrowser(size);
  const listeners = new Set<(message: unknown) => void>();
  const [requests, errors]: [string[], string[]] = [[], []];
  let theme = DARK;
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => errors.push(message.text()));
  await page.exposeFunction('toHost', (message: unknown) => {
    for (const listener of listeners) listener(message);
  });
  await page.route('**/*', async (route) => {
    const { pathname, origin } = new URL(route.request().url());
    if (origin !== SITE) {
      requests.push(route.request().url());
      return await route.abort();
    }
    const contentType = pathname.endsWith('.js')
      ? 'text/javascript'
      : pathname.endsWith('.css')
        ? 'text/css'
        : 'text/html';
    return await route.fulfill({ contentType, body: files.get(pathname) ?? documentOf(theme) });
  });
  return {
    page,
    requests,
    errors,
    wire: {
      post: (message) =>
        // A page that is being left takes no messages.
        void page.evaluate((each) => window.postMessage(each, '*'), message).catch(() => undefined),
      listen: (receive) => {
        listeners.add(receive);
        return { dispose: () => listeners.delete(receive) };
      },
    },
    load: async (wanted = DARK) => {
      theme = wanted;
      await page.goto(`${SITE}/`);
    },
    forget: async () => {
      await page.goto(`${SITE}/page.css`);
      await page.evaluate(() => sessionStorage.clear());
    },
    close,
  };
}

/** The policy and the parts of views/shared/panel.ts; the theme comes as VS Code brings it, on the root element. */
function documentOf(theme: Theme): string {
  const policy = `default-src 'none'; script-src 'nonce-n1'; style-src ${SITE}; img-src ${SITE} data:`;
  return `<!DOCTYPE html><html lang="en"><head><meta charset="UTF-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/page.css"><title>Page</title></head><body>
    <script nonce="n1">
      for (const [name, value] of Object.entries(${JSON.stringify(theme)})) document.documentElement.style.setProperty('--vscode-' + name, value);
      window.acquireVsCodeApi = () => ({ postMessage: (m) => window.toHost(m), getState: () => JSON.parse(sessionStorage.state ?? 'null'), setState: (s) => { sessionStorage.state = JSON.stringify(s); } });
    </script><script nonce="n1" src="/page.js"></script></body></html>`;
}
