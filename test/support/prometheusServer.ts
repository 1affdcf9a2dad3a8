// A real Prometheus of Debian's package, and the small exporter that it scrapes, both where the API server of the test bed reaches them.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../testbed/freePort.mjs';
import { installPackages } from '../testbed/installPackages.mjs';

const run = promisify(execFile);

/** This machine's address on its way to a server: what the server can reach. */
export async function addressTowards(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const address = socket.localAddress ?? '127.0.0.1';
  socket.destroy();
  return address;
}

/** Answers every question with what `text` gives. */
export async function serveText(host: string, text: () => string): Promise<{ readonly port: number; stop(): void }> {
  const server: Server = createServer((_request, response) => response.end(text()));
  server.listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

export interface PrometheusServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts one that scrapes a target once a second, with the labels that the usual configurations add, and that has `past` stored already. */
export async function startPrometheus(options: {
  readonly host: string;
  readonly target: { readonly port: number; readonly labels: Readonly<Record<string, string>> };
  readonly past: string;
}): Promise<PrometheusServer> {
  const { host, target, past } = options;
  await installPackages({ only: ['prometheus'] });
  const folder = await mkdtemp(join(tmpdir(), 'trainyard-prometheus-'));
  const data = join(folder, 'data');
  await writeFile(join(folder, 'past.txt'), past);
  await run('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', join(folder, 'past.txt'), data]);
  const config = {
    global: { scrape_interval: '1s', scrape_timeout: '1s' },
    scrape_configs: [
      { job_name: 'gpus', static_configs: [{ targets: [`${host}:${target.port}`], labels: target.labels }] },
    ],
  };
  await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(config));
  const port = await freePort();
  const server = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${data}`,
      `--web.listen-address=${host}:${port}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let words = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
  const ended = once(server, 'close');
  const stop = async (): Promise<void> => {
    server.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await answers(`http://${host}:${port}`, () => server.exitCode !== null);
  } catch (error) {
    await stop();
    throw new Error(`Prometheus did not start: ${words.slice(-2000)}`, { cause: error });
  }
  return { port, stop };
}

/** Until it is ready and has scraped its target. */
async function answers(url: string, hasEnded: () => boolean): Promise<void> {
  const end = Date.now() + 60_000;
  while (Date.now() < end && !hasEnded()) {
    const answer = await fetch(`${url}/api/v1/query?query=DCGM_FI_DEV_FB_USED`).catch(() => undefined);
    if (answer?.ok === true && /"value"/.test(await answer.text())) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(hasEnded() ? 'it has ended' : 'it is not ready');
}
