// The user's own helm as the second opinion: what it installs and says is compared with what Trainyard reads.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Context } from 'mocha';
import { skipFor } from '../harness/testReport.mjs';
import { clusterKubeconfig, KubectlInNamespace } from './kubectlInNamespace.ts';

/** A small chart: a Deployment, a Service, a ConfigMap and a Secret. */
export const DEMO_CHART = join(import.meta.dirname, '../fixtures/helm/demo');

/** The helm under test; where there is none, the test or suite is skipped, which is a failure under CI. */
export function helmOf(suite: Context): string {
  return process.env['TRAINYARD_TEST_HELM'] ?? skipFor(suite, 'TRAINYARD_TEST_HELM names no helm');
}

/** helm against one namespace that is made for a suite and goes with it. */
export class HelmInNamespace {
  readonly kubectl: KubectlInNamespace;
  readonly program: string;
  readonly #kubeconfig: string;

  private constructor(kubectl: KubectlInNamespace, program: string, kubeconfig: string) {
    this.kubectl = kubectl;
    this.program = program;
    this.#kubeconfig = kubeconfig;
  }

  /** In the cluster of TRAINYARD_TEST_KUBECONFIG, with TRAINYARD_TEST_HELM; where one is missing, the suite is skipped. */
  static async open(suite: Context, name: string): Promise<HelmInNamespace> {
    const kubeconfig = clusterKubeconfig(suite);
    const program = helmOf(suite);
    return new HelmInNamespace(await KubectlInNamespace.make(kubeconfig, name), program, kubeconfig);
  }

  /** The namespace and all that is in it. */
  async close(): Promise<void> {
    await this.kubectl.close();
  }

  /** What it printed; throws with its words when it failed. */
  async run(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<string> {
    const common = ['--kubeconfig', this.#kubeconfig, '--namespace', this.kubectl.namespace];
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
