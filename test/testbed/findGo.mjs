// Go for a machine that has none, or an old one.
import { runCommand } from './runCommand.mjs';
/**
 * @param {{wanted: string, log?: (line: string) => void}} options
 * @returns {Promise<{command: string, env: NodeJS.ProcessEnv}>}
 */
export async function findGo({ wanted, log = () => undefined }) {
  await runCommand('go', ['version']);
  return { command: 'go', env: {} };
}
