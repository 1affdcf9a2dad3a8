// @ts-check
// A browser of this machine, driven by playwright-core, with a profile of its own.
import { chromium } from 'playwright-core';
import { atExit } from '../../scripts/lib/atExit.mjs';
import { findBrowser } from './installVscode.mjs';
import { removeScratchFolder, scratchFolder } from './runState.mjs';

/** @typedef {import('playwright-core').Page} Page */

// The browser must not look for updates, hints or other machines: that is not ours to do, and it costs seconds.
const browserArguments = [
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  // Timers of a page nobody looks at would run once a second.
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
];

/**
 * @param {{width?: number, height?: number, theme?: 'light' | 'dark'}} [options] Size of the window in CSS pixels.
 * @returns {Promise<{page: Page, close: () => Promise<void>}>}
 */
export async function openBrowser({ width = 1280, height = 800, theme = 'dark' } = {}) {
  const executablePath = findBrowser();
  if (executablePath === undefined)
    throw new Error(`no browser on this machine: install chromium or name one in CHROMIUM`);
  const profile = scratchFolder('browser');
  // Root cannot use the browser's sandbox; anybody else keeps it.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    viewport: { width, height },
    colorScheme: theme,
    args: [...browserArguments, ...sandbox],
    // Interrupts are handled in one place, by atExit.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    forget();
    await context.close();
    removeScratchFolder(profile);
  };
  const forget = atExit(close);
  return { page: context.pages()[0] ?? (await context.newPage()), close };
}
