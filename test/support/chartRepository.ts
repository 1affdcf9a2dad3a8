import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { basename, join } from 'node:path';

/** A repository of charts on a port of this machine, as any web server is one: packages and an index that helm itself made. */
export class ChartRepository {
  readonly url: string;
  /** Paths that were asked for. */
  readonly asked: string[];
  readonly #server: Server;

  private constructor(server: Server, url: string, asked: string[]) {
    this.#server = server;
    this.url = url;
    this.asked = asked;
  }

  /** @param folder an empty one; @param versions of the chart, which is packaged in each of them */
  static async start(
    helm: string,
    folder: string,
    { chart, versions }: { readonly chart: string; readonly versions: readonly string[] },
  ): Promise<ChartRepository> {
    const files = join(folder, 'charts');
    mkdirSync(files, { recursive: true });
    const asked: string[] = [];
    const server = createServer((request, response) => {
      const name = basename(request.url ?? '');
      asked.push(name);
      try {
        response.end(readFileSync(join(files, name)));
      } catch {
        response.writeHead(404).end();
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
    for (const version of versions) execFileSync(helm, ['package', chart, '--version', version, '-d', files]);
    execFileSync(helm, ['repo', 'index', files, '--url', url]);
    return new ChartRepository(server, url, asked);
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

/** Where helm keeps what a user has added, in a folder of its own. */
export function helmHome(folder: string): Readonly<Record<string, string>> {
  return {
    HELM_REPOSITORY_CONFIG: join(folder, 'repositories.yaml'),
    HELM_REPOSITORY_CACHE: join(folder, 'cache'),
    HELM_REGISTRY_CONFIG: join(folder, 'registry.json'),
  };
}
