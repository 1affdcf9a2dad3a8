// The Debian mirrors this machine uses, so that images are made from them too.
import { existsSync } from 'node:fs';
import { runCommand } from './runCommand.mjs';

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * @param {string} release Debian's code name.
 * @returns {Promise<string>} Lines for sources.list with the release, its updates and its security fixes; empty when this machine uses another
 * release, which leaves the choice of the mirror to the tool.
 */
export async function debianSources(release) {
  const targets = await runCommand('apt-get', [
    'indextargets',
    '--format',
    '$(ORIGIN) $(COMPONENT) $(RELEASE) $(REPO_URI)',
    'Created-By: Packages',
  ]);
  const option = existsSync(keyring) ? `[signed-by=${keyring}] ` : '';
  const lines = targets.split('\n').flatMap((line) => {
    const [origin, component, suite = '', uri] = line.split(' ');
    return origin === 'Debian' && component === 'main' && suite.startsWith(release)
      ? [`deb ${option}${uri} ${suite} main\n`]
      : [];
  });
  return lines.some((line) => line.includes(` ${release} `)) ? [...new Set(lines)].join('') : '';
}
