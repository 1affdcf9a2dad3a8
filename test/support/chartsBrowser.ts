import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { openBrowser } from '../harness/browser.mjs';
import type { Theme } from './pageFixtures.ts';

export interface ChartsBrowser {
  readonly page: Page;
  /** What the page complained of, and what it asked for from outside. */
  readonly troubles: string[];
  open(theme: Theme, bodyClass?: string): Promise<void>;
  setTheme(theme: Theme): Promise<void>;
  close(): Promise<void>;
}

/** A browser with the page of test/pages/chartsPage.ts, under the policy that pages of ours have. */
export async function openChartsBrowser(size: {
  readonly width: number;
  readonly height: number;
}): Promise<ChartsBrowser> {
  const built = await build({
    entryPoints: ['test/pages/chartsPage.ts'],
    bundle: true,
    format: 'iife',
    target: 'chrome140',
    write: false,
  });
  const script = built.outputFiles[0]?.text ?? '';
  const { page, close } = await openBrowser(size);
  const troubles: string[] = [];
  let html = '';
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('console', (message) => troubles.push(message.text()));
  await page.route('**/*', async (route) => {
    const { pathname, hostname } = new URL(route.request().url());
    if (hostname !== 'panel.test') {
      troubles.push(route.request().url());
      return await route.abort();
    }
    if (pathname === '/charts.js') return await route.fulfill({ contentType: 'text/javascript', body: script });
    if (pathname === '/charts.css')
      return await route.fulfill({ contentType: 'text/css', body: readFileSync('media/charts.css', 'utf8') });
    return await route.fulfill({ contentType: 'text/html', body: html });
  });
  return {
    page,
    troubles,
    open: async (theme, bodyClass = '') => {
      html = documentOf(theme, bodyClass);
      await page.goto('https://panel.test/');
    },
    setTheme: async (theme) =>
      await page.evaluate((variables) => {
        for (const [name, value] of Object.entries(variables))
          document.documentElement.style.setProperty(`--vscode-${name}`, value);
      }, theme),
    close,
  };
}

/** The policy and the parts of views/shared/panel.ts; the theme comes as VS Code brings it, on the root element. */
function documentOf(theme: Theme, bodyClass: string): string {
  const policy =
    "default-src 'none'; script-src 'nonce-n1'; style-src https://panel.test; img-src https://panel.test data:";
  return `<!DOCTYPE html><html lang="en"><head><meta charset="UTF-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
    <link rel="stylesheet" href="/charts.css"><title>Plots</title></head><body class="${bodyClass}"><main></main>
    <script nonce="n1">
      for (const [name, value] of Object.entries(${JSON.stringify(theme)})) document.documentElement.style.setProperty('--vscode-' + name, value);
      document.body.style.background = 'var(--vscode-editor-background)';
    </script><script nonce="n1" src="/charts.js"></script></body></html>`;
}
