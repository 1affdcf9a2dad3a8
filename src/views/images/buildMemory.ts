import type { Memento } from 'vscode';
import { type StoredValue, storedValue } from '../../adapters/vscode/state.ts';
import type { BuildChoices } from '../../domain/images/buildChoices.ts';
import { isString } from '../../protocol/checks.ts';

/** What was answered for a Dockerfile the last time; secrets are not part of it. */
export interface BuildMemory {
  choices(dockerfile: string): BuildChoices | undefined;
  remember(dockerfile: string, choices: BuildChoices): Promise<void>;
  /** Paths in a context that the user wants to be sent. */
  accepted(contextFolder: string): ReadonlySet<string>;
  accept(contextFolder: string, paths: readonly string[]): Promise<void>;
  readonly history: StoredValue<string>;
}

export function createBuildMemory(memento: Memento): BuildMemory {
  const answers = storedValue(memento, 'trainyard.images.answers.v1', isString);
  const accepted = storedValue(memento, 'trainyard.images.accepted.v1', isString);
  const read = (stored: StoredValue<string>): Map<string, unknown> => {
    const value: unknown = JSON.parse(stored.get() ?? '{}');
    return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
  };
  const write = async (stored: StoredValue<string>, key: string, value: unknown) =>
    await stored.set(JSON.stringify(Object.fromEntries(read(stored).set(key, value))));
  return {
    choices: (dockerfile) => choicesOf(read(answers).get(dockerfile)),
    remember: async (dockerfile, { args, ...rest }) => await write(answers, dockerfile, { ...rest, args: [...args] }),
    accepted: (folder) => new Set(textsOf(read(accepted).get(folder))),
    accept: async (folder, paths) =>
      await write(accepted, folder, [...new Set([...textsOf(read(accepted).get(folder)), ...paths])]),
    history: storedValue(memento, 'trainyard.images.history.v1', isString),
  };
}

const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter(isString) : []);

function choicesOf(value: unknown): BuildChoices | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(value));
  const [tag, context, target, platform, engineId] = ['tag', 'contextFolder', 'target', 'platform', 'engineId'].map(
    (key) => fields.get(key),
  );
  if (!isString(tag) || !isString(context)) return undefined;
  const pairs = fields.get('args');
  return {
    tag,
    contextFolder: context,
    args: pairsOf(pairs),
    useCache: true,
    pullBase: fields.get('pullBase') === true,
    ...(isString(target) ? { target } : {}),
    ...(isString(platform) ? { platform } : {}),
    ...(isString(engineId) ? { engineId } : {}),
  };
}

function pairsOf(value: unknown): ReadonlyMap<string, string> {
  const pairs: readonly unknown[] = Array.isArray(value) ? value : [];
  return new Map(
    pairs.flatMap((pair) => {
      const parts: readonly unknown[] = Array.isArray(pair) ? pair : [];
      const [name, text] = parts;
      return isString(name) && isString(text) ? [[name, text] as const] : [];
    }),
  );
}
