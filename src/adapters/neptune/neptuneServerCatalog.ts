import { disposable } from '../../domain/base/lifecycle.ts';
import { isHostedNeptune, neptuneServer, readNeptuneToken } from '../../domain/experiments/neptuneServer.ts';
import type { TrackerCatalog } from '../../domain/experiments/ports.ts';

/** The server that the environment's token of Neptune is for. Nothing is contacted, and a token of the hosted service is one of the past. */
export function neptuneServerCatalog(environment: () => Readonly<Record<string, string | undefined>>): TrackerCatalog {
  return {
    find: async () => {
      const token = readNeptuneToken(environment()['NEPTUNE_API_TOKEN'] ?? '');
      const url = token.ok ? token.value.url : '';
      const ref = isHostedNeptune(url) ? undefined : neptuneServer(url, 'environment');
      return Promise.resolve({ trackers: ref ? [ref] : [], troubles: [] });
    },
    watch: () => disposable(() => undefined),
  };
}
