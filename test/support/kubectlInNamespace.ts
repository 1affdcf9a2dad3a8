// The user's own tool as the second opinion: what it makes, reads and says of a real cluster is compared with what Trainyard does.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Context } from 'mocha';
import { Interner } from '../../src/adapters/kubernetes/interner.ts';
import { RECORD_READERS } from '../../src/adapters/kubernetes/records.ts';
import type { WatchedKind, WatchedKinds } from '../../src/domain/cluster/clusterObject.ts';
import { skipFor } from '../harness/testReport.mjs';

/** The kubeconfig of the cluster under test; where there is none, the test or suite is skipped, which is a failure under CI. */
export function clusterKubeconfig(suite: Context): string {
  return process.env['TRAINYARD_TEST_KUBECONFIG'] ?? skipFor(suite, 'TRAINYARD_TEST_KUBECONFIG names no cluster');
}

export interface KubectlAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** kubectl against one namespace that is made for a suite and goes with it. */
export class KubectlInNamespace {
  readonly namespace: string;
  readonly #kubeconfig: string;

  private constructor(kubeconfig: string, namespace: string) {
    this.#kubeconfig = kubeconfig;
    this.namespace = namespace;
  }

  static async make(kubeconfig: string, name: string): Promise<KubectlInNamespace> {
    const kubectl = new KubectlInNamespace(kubeconfig, `${name}-${randomBytes(3).toString('hex')}`);
    await kubectl.ok(['create', 'namespace', kubectl.namespace]);
    return kubectl;
  }

  /**
   * In the cluster of TRAINYARD_TEST_KUBECONFIG; where there is none, the suite whose `before` hook this is is skipped.
   * @param labels those of the namespace
   */
  static async open(suite: Context, name: string, labels: readonly string[] = []): Promise<KubectlInNamespace> {
    const kubectl = await KubectlInNamespace.make(clusterKubeconfig(suite), name);
    if (labels.length > 0) await kubectl.ok(['label', 'namespace', kubectl.namespace, ...labels]);
    return kubectl;
  }

  async close(): Promise<void> {
    await this.run(['delete', 'namespace', this.namespace, '--wait=false', '--ignore-not-found']);
  }

  run(args: readonly string[], input = ''): Promise<KubectlAnswer> {
    const program = process.env['TRAINYARD_TEST_KUBECTL'] ?? 'kubectl';
    const child = spawn(program, ['--kubeconfig', this.#kubeconfig, '--namespace', this.namespace, ...args]);
    // A kubectl that refuses its arguments does not read what it is sent; its own words say why.
    child.stdin.on('error', () => child.stdin.destroy());
    child.stdin.end(input);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
    });
  }

  async ok(args: readonly string[], input = ''): Promise<string> {
    const { code, stdout, stderr } = await this.run(args, input);
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
    return stdout;
  }

  /** Server-side apply of objects, as Trainyard does it. */
  apply(objects: readonly object[], { dryRun = false }: { readonly dryRun?: boolean } = {}): Promise<KubectlAnswer> {
    const flags = ['--server-side', '--field-manager=trainyard', '--validate=strict'];
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
    return this.run(['apply', ...flags, ...(dryRun ? ['--dry-run=server'] : []), '-o', 'json', '-f', '-'], list);
  }

  /** What the server says of an example of a rule, whose objects are in the namespace team-a; nothing is made. */
  judge(text: string): Promise<KubectlAnswer> {
    const args = ['apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', '-'];
    return this.run(args, text.replaceAll('namespace: team-a', `namespace: ${this.namespace}`));
  }

  async json(...args: readonly string[]): Promise<unknown> {
    return JSON.parse(await this.ok(['get', ...args, '-o', 'json']));
  }

  /** All objects of a kind in the namespace (nodes: of the cluster), as the domain sees them. */
  async objects<K extends WatchedKind>(kind: K, ...args: readonly string[]): Promise<readonly WatchedKinds[K][]> {
    const names: Partial<Record<WatchedKind, string>> = { claims: 'persistentvolumeclaims', quotas: 'resourcequotas' };
    const list = await this.json(names[kind] ?? kind, ...args);
    const interner = new Interner();
    const items = isList(list) ? list.items : [];
    return items.flatMap((item) => RECORD_READERS[kind](item, interner) ?? []);
  }
}

function isList(value: unknown): value is { readonly items: readonly Record<string, unknown>[] } {
  return typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items);
}
