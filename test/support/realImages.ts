import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type BuildWay, createBuilder } from '../../src/adapters/docker/builder.ts';
import { createImageStore } from '../../src/adapters/docker/imageStore.ts';
import { Transport } from '../../src/adapters/docker/transport.ts';
import type { BuildEvent } from '../../src/domain/images/buildProgress.ts';
import type { BuildPlan } from '../../src/domain/images/buildPlan.ts';
import type { ImageStore } from '../../src/domain/images/ports.ts';

export const WAYS: readonly BuildWay[] = ['buildx', 'buildkit', 'classic'];

/** The engine that `npm test` started for this run; tests of real parts do not run without one. */
export function testSocket(): string {
  const host = process.env['TRAINYARD_TEST_DOCKER_HOST'];
  if (host?.startsWith('unix://') !== true) throw new Error('TRAINYARD_TEST_DOCKER_HOST names no local engine');
  return host.slice('unix://'.length);
}

/** An engine with its images and a folder for contexts. `dispose` removes what was made here. */
export class ImageBench {
  readonly transport: Transport;
  readonly images: ImageStore;
  readonly events: BuildEvent[] = [];
  folder = '';
  readonly #tags: string[] = [];

  constructor(socket = testSocket(), credentials = {}) {
    this.transport = new Transport({ kind: 'unix', path: socket });
    this.images = createImageStore(this.transport, credentials);
  }

  async open(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'trainyard-test-'));
  }

  async write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(this.folder, name)), { recursive: true });
      await writeFile(join(this.folder, name), content);
    }
  }

  plan(changes: Partial<BuildPlan> = {}): BuildPlan {
    const id = crypto.randomUUID();
    const tags = changes.tags ?? [`trainyard-test/${id}:1`];
    this.#tags.push(...tags);
    return {
      id,
      contextFolder: this.folder,
      dockerfile: join(this.folder, 'Dockerfile'),
      tags,
      args: new Map(),
      labels: new Map([['trainyard.workspace', this.folder]]),
      secrets: [],
      network: 'none',
      useCache: true,
      pullBase: false,
      ...changes,
    };
  }

  async build(
    way: BuildWay | undefined,
    plan: BuildPlan,
    signal = new AbortController().signal,
    onEvent?: (event: BuildEvent) => void,
  ) {
    const builder = createBuilder({ transport: this.transport, images: this.images, ...(way ? { way } : {}) });
    this.events.length = 0;
    return await builder.build(
      plan,
      (event) => {
        this.events.push(event);
        onEvent?.(event);
      },
      signal,
    );
  }

  /** Ids of all containers and names of all images, to compare before with after. */
  async leftovers(): Promise<{
    readonly containers: readonly string[];
    readonly tags: readonly string[];
    readonly folders: readonly string[];
  }> {
    const signal = new AbortController().signal;
    const containers = await this.transport.json({
      method: 'GET',
      path: '/containers/json',
      query: { all: true },
      signal,
    });
    const images = await this.transport.json({ method: 'GET', path: '/images/json', signal });
    if (!containers.ok || !images.ok) throw new Error('the engine does not answer');
    const folders = (await readdir(tmpdir())).filter((name) => name.startsWith(`trainyard-build-${process.pid}-`));
    return {
      containers: listOf(containers.value)
        .map(({ Id }) => String(Id))
        .sort(),
      tags: listOf(images.value)
        .flatMap(({ RepoTags }) => (Array.isArray(RepoTags) ? RepoTags.map(String) : []))
        .sort(),
      folders,
    };
  }

  async dispose(): Promise<void> {
    const signal = new AbortController().signal;
    for (const tag of this.#tags) await this.images.remove(tag, true, signal);
    this.transport.dispose();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value : [];
}

/** Programs below this process that belong to a docker command line. */
export function dockerChildren(): readonly string[] {
  const lines = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,pgid=,args='], { encoding: 'utf8' }).split('\n');
  const rows = lines.map((line) => /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line));
  const own = new Set([String(process.pid)]);
  for (let size = 0; size !== own.size; ) {
    size = own.size;
    for (const row of rows) if (row && own.has(row[2] ?? '')) own.add(row[1] ?? '');
  }
  return rows.flatMap((row) => (row && own.has(row[1] ?? '') && /^\S*docker/.test(row[4] ?? '') ? [row[4] ?? ''] : []));
}
