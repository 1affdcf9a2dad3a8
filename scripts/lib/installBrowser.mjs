// @ts-check
import { findBrowser } from '../../test/harness/installVscode.mjs';
import { installSystemPackages } from './systemPackages.mjs';

/**
 * Makes sure that VS Code can be driven in a browser: one of this machine, or Debian's.
 * @param {{yes: boolean, log: (line: string) => void}} options
 * @returns {Promise<string>} Path of the browser.
 */
export async function installBrowser({ yes, log }) {
  const found = findBrowser();
  if (found !== undefined) return found;
  await installSystemPackages(['browser'], { why: 'VS Code in a browser', yes, log });
  const installed = findBrowser();
  if (installed === undefined) throw new Error('the browser was installed but is not on the path: name it in CHROMIUM');
  return installed;
}
