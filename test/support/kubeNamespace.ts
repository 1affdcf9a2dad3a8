import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';

/** A namespace of a test on a real cluster, worked on with kubectl and not with our own code. */
export class KubeNamespace {
  readonly name: string;
  readonly #kubeconfig: string;

  private constructor(kubeconfig: string, name: string) {
    this.#kubeconfig = kubeconfig;
    this.name = name;
  }

  static async make(kubeconfig: string, prefix: string): Promise<KubeNamespace> {
    const namespace = new KubeNamespace(kubeconfig, `${prefix}-${randomBytes(3).toString('hex')}`);
    await namespace.kubectl(['create', 'namespace', namespace.name]);
    return namespace;
  }

  async remove(): Promise<void> {
    await this.kubectl(['delete', 'namespace', this.name, '--wait=false']);
  }

  /** What it printed; throws with its words when it failed. */
  async kubectl(args: readonly string[], input = ''): Promise<string> {
    const program = process.env['TRAINYARD_TEST_KUBECTL'] ?? 'kubectl';
    const child = spawn(program, ['--kubeconfig', this.#kubeconfig, '--namespace', this.name, ...args]);
    child.stdin.end(input);
    const ended = new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
    return stdout;
  }
}
