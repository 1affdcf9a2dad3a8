import type { FolderMapping } from './traceback.ts';

/** What the log needs of a container besides its lines. */
export interface LogContainerFacts {
  /** Folders of the container that are folders of this machine, and its working directory. */
  readonly mappings: readonly FolderMapping[];
  readonly exitCode?: number;
  readonly isOomKilled: boolean;
  readonly error?: string;
}

/** From the engine's JSON of a container (GET /containers/{id}/json, or `inspect` of the reader). Anything missing reads as absent. */
export function logContainerFacts(json: string): LogContainerFacts {
  const root = membersOf(JSON.parse(json));
  const state = membersOf(root.get('State'));
  const mounts = root.get('Mounts');
  const mappings = (Array.isArray(mounts) ? mounts : []).flatMap((mount: unknown) => {
    const members = membersOf(mount);
    const [container, local] = [members.get('Destination'), members.get('Source')];
    const isBind = members.get('Type') === 'bind';
    return isBind && typeof container === 'string' && typeof local === 'string' ? [{ container, local }] : [];
  });
  const exitCode = state.get('ExitCode');
  const error = state.get('Error');
  return {
    mappings,
    ...(typeof exitCode === 'number' ? { exitCode } : {}),
    isOomKilled: state.get('OOMKilled') === true,
    ...(typeof error === 'string' && error !== '' ? { error } : {}),
  };
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(typeof value === 'object' && value !== null ? value : {}));
}
