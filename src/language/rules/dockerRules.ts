import type { DockerRule } from '../lint/dockerRule.ts';
import { cudaRules } from './docker/cudaRules.ts';
import { missingOptionRules } from './docker/missingOptionRules.ts';
import { pipRules } from './docker/pipRules.ts';
import { torchRules } from './docker/torchRules.ts';

/** All rules of Dockerfiles, by group. */
export const dockerRules: readonly DockerRule[] = [...pipRules, ...torchRules, ...cudaRules, ...missingOptionRules];
