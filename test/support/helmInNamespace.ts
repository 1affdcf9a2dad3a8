// The user's own helm as the second opinion: what it installs and says is compared with what Trainyard reads.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { KubeNamespace } from './kubeNamespace.ts';

/** A small chart: a Deployment, a Service, a ConfigMap and a Secret. */
export const DEMO_CHART = join(import.meta.dirname, '../fixtures/helm/demo');

/** helm against one namespace that is made for a suite and goes with it. */
export class HelmInNamespace {
  readonly namespace: KubeNamespace;
  readonly program: string;
  readonly #kubeconfig: string;

  private constructor(namespace: KubeNamespace, program: string, kubeconfig: string) {
    this.namespace = namespace;
    this.program = program;
    this.#kubeconfig = kubeconfig;
  }

  /** Undefined without TRAINYARD_TEST_KUBECONFIG and TRAINYARD_TEST_HELM. */
  static async open(prefix: string): Promise<HelmInNamespace | undefined> {
    const kubeconfig = process.env['TRAINYARD_TEST_KUBECONFIG'];
    const program = process.env['TRAINYARD_TEST_HELM'];
    if (kubeconfig === undefined || program === undefined) return undefined;
    return new HelmInNamespace(await KubeNamespace.make(kubeconfig, prefix), program, kubeconfig);
  }

  /** The namespace and all that is in it. */
  async close(): Promise<void> {
    await this.namespace.remove();
  }

  /** What it printed; throws with its words when it failed. */
  async run(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<string> {
    const common = ['--kubeconfig', this.#kubeconfig, '--namespace', this.namespace.name];
    const env = { ...process.env, ...environment };
    const child = spawn(this.program, [...args, ...common], { stdio: ['ignore', 'pipe', 'pipe'], env });
    const ended = new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    if (code !== 0) throw new Error(`helm ${args.join(' ')}: ${stderr}`);
    return stdout;
  }

  async json(...args: readonly string[]): Promise<unknown> {
    return JSON.parse(await this.run([...args, '-o', 'json']));
  }
}
