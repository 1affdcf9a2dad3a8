// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { atExit } from '../../scripts/lib/atExit.mjs';
import { openTransport } from '../../src/adapters/kubernetes/openTransport.ts';
import { TestAuthority } from '../../test/support/certificates.ts';
import { kubeContext } from '../../test/support/kubeServer.ts';
import { NotMeasured } from './notMeasured.mjs';

const program = fileURLToPath(new URL('podServer.mjs', import.meta.url));

/**
 * A scripted API server of pods over TLS, with a kubeconfig for kubectl and transports for us. No real one holds so many pods on every
 * machine; what it sends is the size of real pods, and the same for both sides.
 * @param {number} pods
 * @param {string} folder
 */
export async function startPodServer(pods, folder) {
  const authority = new TestAuthority(folder, 'pods');
  const { cert, key } = authority.issue(['IP:127.0.0.1']);
  const child = spawn(process.execPath, [program, String(pods), cert, key], { stdio: ['ignore', 'pipe', 'inherit'] });
  const forget = atExit(() => void child.kill());
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  const url = `https://127.0.0.1:${String(line).trim()}`;
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, kubeconfigText(url, authority.ca), { mode: 0o600 });
  return {
    kubeconfig,
    pid: child.pid ?? 0,
    transport() {
      const opened = openTransport(
        kubeContext({ server: url, caData: readFileSync(authority.ca) }, { token: 'bench' }),
        {},
      );
      if (!opened.ok) throw new Error(opened.failure.message);
      return opened.value;
    },
    /** @param {readonly string[]} args @returns {import('node:child_process').ChildProcess} kubectl with its output to nowhere */
    kubectl(args) {
      const env = { ...process.env, HOME: folder, KUBECONFIG: kubeconfig };
      return spawn('kubectl', args, { env, stdio: 'ignore' });
    },
    /** @param {readonly string[]} args @returns {Promise<number>} Milliseconds until it has ended. */
    async timedKubectl(args) {
      const begun = performance.now();
      const [code] = await once(this.kubectl(args), 'close').catch(() => {
        throw new NotMeasured('no kubectl');
      });
      if (code !== 0) throw new Error(`kubectl ${args.join(' ')} ended with ${code}`);
      return performance.now() - begun;
    },
    /**
     * Changes pods at a steady rate and ends when all are changed.
     * @param {number} rate a second
     * @param {number} seconds
     */
    async update(rate, seconds) {
      const transport = this.transport();
      const signal = new AbortController().signal;
      const query = { rate, seconds };
      const done = await transport.request({ method: 'GET', path: '/control', query, signal, firstByteMs: 'none' });
      transport.dispose();
      if (!done.ok) throw new Error(done.failure.message);
    },
    stop() {
      forget();
      child.kill();
    },
  };
}

/**
 * @param {string} url
 * @param {string} ca
 */
function kubeconfigText(url, ca) {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'bench', cluster: { server: url, 'certificate-authority': ca } }],
    users: [{ name: 'bench', user: { token: 'bench' } }],
    contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'bench' } }],
    'current-context': 'bench',
  });
}
