import type { NearFiles } from '../../../domain/base/nearFiles.ts';
import { t } from '../../../domain/base/text.ts';
import { type Dockerignore, parseDockerignore } from '../../../domain/images/dockerignore.ts';
import { COPIES, contextSources } from '../../dockerfile/copyPaths.ts';
import { dockerfileWith } from '../../lint/examples.ts';
import type { DockerRule } from '../../lint/dockerRule.ts';
import { contextFolders } from './contextFolders.ts';

/** docker-copy-ignored-file: what a builder would say of the file, wherever the context may be that holds it. */
export const copyIgnoredFile: DockerRule = {
  id: 'docker-copy-ignored-file',
  on: 'instruction',
  keywords: COPIES,
  kinds: 'COPY, ADD',
  severity: 'warning',
  aliases: ['buildkit/CopyIgnoredFile'],
  check(copy, report, { near }) {
    if (!near) return;
    for (const source of contextSources(copy)) {
      const path = source.text.replace(/^["']|["']$/g, '').replace(/^(?:\.?\/+)+|\/+$/g, '');
      if (path === '' || /[$*?[\]\\:]|(?:^|\/)\.{1,2}(?:\/|$)/.test(path)) continue;
      const name = ignoredBy(path, near);
      if (name !== undefined) report.at(source, t('“{0}” is kept out of the build by {1}.', path, name));
    }
  },
  page: () => ({
    what: 'A source of COPY or ADD that .dockerignore leaves out.',
    why: 'The builder does not get the file, so the instruction fails, or copies nothing where the source is a pattern or an empty folder.',
    source: 'Docker documentation, Build checks, CopyIgnoredFile; Build context, .dockerignore files.',
    bad: dockerfileWith('COPY ignored.csv /app/'),
    good: dockerfileWith('COPY train.csv /app/'),
  }),
};

/** The name of the file that leaves a path out of each folder that has it; undefined when one of these folders would give it. */
function ignoredBy(path: string, near: NearFiles): string | undefined {
  const holders = Array.from(contextFolders(near)).filter((folder) => near.kindOf(`${folder}/${path}`) !== 'nothing');
  const own = `${near.name}.dockerignore`;
  // A file of the name of the Dockerfile counts instead of the one of the context.
  const ofDockerfile = ignoreAt(`./${own}`, near);
  const isIgnored = (folder: string): boolean => {
    const rules = ofDockerfile ?? ignoreAt(`${folder}/.dockerignore`, near);
    return rules !== undefined && rules.ignores(path) && !rules.mayKeepBelow(path);
  };
  if (holders.length === 0 || !holders.every(isIgnored)) return undefined;
  return ofDockerfile ? own : '.dockerignore';
}

/** Undefined also for one that cannot be read, which the builder says itself. */
function ignoreAt(path: string, near: NearFiles): Dockerignore | undefined {
  const text = near.textOf(path);
  const read = text === undefined ? undefined : parseDockerignore(text, path);
  return read?.ok === true ? read.value : undefined;
}
