import type { DockerCheck } from '../lint/dockerLinter.ts';
import type { DockerRule } from '../lint/dockerRule.ts';
import { baseImageRules } from './docker/baseImageRules.ts';
import { contextRules } from './docker/contextRules.ts';
import { copyRules } from './docker/copyRules.ts';
import { startRules } from './docker/startRules.ts';
import { userRules } from './docker/userRules.ts';
import { secretRules } from './docker/secretRules.ts';
import { metadataRules } from './docker/metadataRules.ts';
import { labelRules } from './docker/labelRules.ts';
import { styleRules } from './docker/styleRules.ts';
import { variableRules } from './docker/variableRules.ts';
import { modelRules } from './docker/modelRules.ts';
import { dockerSyntax } from './docker/dockerSyntax.ts';
import { runShellRules } from './docker/runShellRules.ts';
import { cudaRules } from './docker/cudaRules.ts';
import { leftCacheRules } from './docker/leftCacheRules.ts';
import { missingOptionRules } from './docker/missingOptionRules.ts';
import { packagePinRules } from './docker/packagePinRules.ts';
import { pipRules } from './docker/pipRules.ts';
import { torchRules } from './docker/torchRules.ts';
import { unwantedCommandRules } from './docker/unwantedCommandRules.ts';

/** All rules of Dockerfiles, by group. */
export const dockerRules: readonly DockerRule[] = [
  ...pipRules,
  ...torchRules,
  ...cudaRules,
  ...baseImageRules,
  ...missingOptionRules,
  ...leftCacheRules,
  ...packagePinRules,
  ...unwantedCommandRules,
  ...runShellRules,
  ...modelRules,
  ...variableRules,
  ...styleRules,
  ...labelRules,
  ...metadataRules,
  ...secretRules,
  ...userRules,
  ...startRules,
  ...copyRules,
  ...contextRules,
];

/** Checks that speak in the name of several rules. */
export const dockerChecks: readonly DockerCheck[] = [dockerSyntax];
