import type { NearFiles } from '../../../domain/base/nearFiles.ts';
import { t } from '../../../domain/base/text.ts';
import { COPIES, contextSources } from '../../dockerfile/copyPaths.ts';
import { dockerfileWith } from '../../lint/examples.ts';
import type { DockerRule } from '../../lint/dockerRule.ts';
import { contextFolders } from './contextFolders.ts';
import { copyIgnoredFile } from './copyIgnoredFile.ts';

const EVERYTHING = /^\.?\/?\*?$/;
/** Files that people write; binaries, packages and weights are made or fetched before the build. */
const WRITTEN =
  /\.(?:py|pyi|ipynb|txt|toml|cfg|ini|ya?ml|lock|sh|bash|conf|go|mod|rs|c|cc|cpp|h|hpp|cu|cuh|java|jl|r|md|j2|tf)$/i;
/** Folders that a step before the build fills. */
const MADE =
  /(?:^|\/)(?:dist|build|target|out|output|_output|bin|release|artifacts?|wheels?|vendor|node_modules|publish|generated|tmp|\.[^/]+)\//i;

function isAnywhere(near: NearFiles, path: string): boolean {
  for (const folder of contextFolders(near)) if (near.kindOf(`${folder}/${path}`) !== 'nothing') return true;
  return false;
}

/** COPY and ADD, and the folder that is built from. */
export const contextRules: readonly DockerRule[] = [
  {
    id: 'docker-dockerignore-missing',
    on: 'file',
    kinds: 'COPY, ADD',
    severity: 'info',
    check(file, report, { near }) {
      if (!near) return;
      const source = file.instructions.flatMap(contextSources).find(({ text }) => EVERYTHING.test(text));
      if (!source || isAnywhere(near, '.dockerignore') || near.kindOf(`${near.name}.dockerignore`) !== 'nothing')
        return;
      report.at(source, t('Without a .dockerignore everything in the folder is sent and copied: data, .git, runs.'));
    },
    page: () => ({
      what: 'The whole folder is copied, and no .dockerignore says what is left out.',
      why: 'Data sets, `.git`, `mlruns/` and keys become a layer of the image, and each change of a log file makes the build start over. *Containerize* writes such a file.',
      source: 'Docker documentation, Build context, .dockerignore files.',
      bad: dockerfileWith('COPY . /app'),
      good: dockerfileWith('COPY src /app/src'),
    }),
  },
  {
    id: 'docker-copy-source-missing',
    on: 'instruction',
    keywords: COPIES,
    kinds: 'COPY, ADD',
    severity: 'warning',
    check(copy, report, { near }) {
      if (!near) return;
      for (const source of contextSources(copy)) {
        const path = source.text.replace(/^["']|["']$/g, '').replace(/^\/+/, '');
        if (!WRITTEN.test(path) || MADE.test(path) || /[$*?[\]\\:]/.test(path) || path.startsWith('..')) continue;
        if (!isAnywhere(near, path)) report.at(source, t('There is no “{0}” in this folder or in one above it.', path));
      }
    },
    page: () => ({
      what: 'A file to be copied is neither in the folder of the Dockerfile nor in one above it.',
      why: 'The build fails at this instruction, often after the long ones above it. Files that are usually made by another step are not looked for.',
      source: 'Docker documentation, Dockerfile reference, COPY.',
      bad: dockerfileWith('COPY missing.txt /app/'),
      good: dockerfileWith('COPY requirements.txt /app/'),
    }),
  },
  copyIgnoredFile,
];
