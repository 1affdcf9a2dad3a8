import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./connectProxy.mjs', import.meta.url));

/** A proxy that runs as a process of its own. */
export class ProxyProcess {
  /** `host:port` of all whom it was asked to connect to. */
  readonly targets: string[] = [];
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: string) {
    this.#child = child;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** @param behind where names that end in .test lead to */
  static async start(behind = '127.0.0.1'): Promise<ProxyProcess> {
    const child = spawn(process.execPath, [program, behind], { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout });
    const [port]: unknown[] = await once(lines, 'line');
    const proxy = new ProxyProcess(child, String(port));
    lines.on('line', (line) => proxy.targets.push(line));
    return proxy;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    this.#child.kill();
    await once(this.#child, 'exit');
  }
}
