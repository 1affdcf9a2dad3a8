import type { Failure, FileLocation } from '../base/failure.ts';
import { t } from '../base/text.ts';
import { type BuildStep, stepTitle } from './buildProgress.ts';
import { type Dockerfile, type DockerfileInstruction, parseDockerfile } from './dockerfile.ts';

/** Everything that is known when a build has failed. */
export interface BuildErrorFacts {
  /** The builder's last word. */
  readonly message: string;
  /** Further output of the builder itself: BuildKit's excerpt of the Dockerfile with `>>>`. */
  readonly output?: string;
  readonly steps: readonly BuildStep[];
  readonly dockerfile: string;
  readonly dockerfileText: string;
  /** Whether a path of the context is left out by the ignore file; absent when that is not known. */
  readonly isIgnored?: (path: string) => boolean;
}

/** The failure of a build: cause in words, next step, and the place in the Dockerfile. */
export function buildFailure(facts: BuildErrorFacts): Failure {
  const dockerfile = parseDockerfile(facts.dockerfileText);
  const failed = facts.steps.find(({ state }) => state === 'failed');
  const log = failed ? [...failed.log.lines] : [];
  const message = withoutPrefixes(facts.message);
  const location = locationOf(facts, dockerfile, failed);
  const cause = CAUSES.map((explain) => explain({ facts, message, log })).find((found) => found !== undefined);
  const detail = [message, ...log.slice(-20)].join('\n');
  if (cause) return { ...cause, detail, location };
  const exit = /(?:exit code|non-zero code): (\d+)/.exec(message)?.[1];
  if (exit !== undefined && failed) {
    const last = log.findLast((line) => line.trim() !== '');
    return {
      code: 'rejected',
      message: t(
        '“{0}” ended with exit code {1}{2}',
        stepTitle(failed.name).text,
        exit,
        last === undefined ? '' : `: ${last.trim()}`,
      ),
      nextStep: t('The log of the step says more.'),
      detail,
      location,
    };
  }
  return { code: 'rejected', message: t('The build failed: {0}', message), detail, location };
}

/** Line and column of the instruction that failed, as good as the builder tells; the whole file otherwise. */
function locationOf(
  { message, output = '', dockerfile: path }: BuildErrorFacts,
  dockerfile: Dockerfile,
  failed: BuildStep | undefined,
): FileLocation {
  const said =
    /parse error (?:on|at)? ?line (\d+)/i.exec(message) ??
    /^\s*(\d+) \| >>> /m.exec(output) ??
    /^[^\s:]+:(\d+)\n-{3,}/m.exec(output);
  if (said) return { path, line: Number(said[1]), column: 1 };
  const instruction = failed && instructionOf(dockerfile, failed.name);
  return instruction
    ? { path, line: instruction.line, column: 1 }
    : { path, line: baseLine(dockerfile, failed, message) ?? 1, column: 1 };
}

/** BuildKit numbers what makes a layer in each stage, the classic builder every instruction of the file. */
export function instructionOf(dockerfile: Dockerfile, stepName: string): DockerfileInstruction | undefined {
  const { stage, index, count, text } = stepTitle(stepName);
  if (index === undefined) return undefined;
  const keyword = /^\S+/.exec(text)?.[0].toUpperCase();
  const isRight = (found: DockerfileInstruction | undefined): found is DockerfileInstruction =>
    found !== undefined && found.keyword === keyword;
  const all = dockerfile.instructions;
  if (stage === undefined && count === all.length && isRight(all[index - 1])) return all[index - 1];
  const number = stageNumber(dockerfile, stage);
  const layers = all.filter((one) => one.stage === number && LAYER_KEYWORDS.has(one.keyword));
  const byNumber = layers[index - 1];
  if (isRight(byNumber)) return byNumber;
  const squeezed = squeeze(text);
  return all.find((one) => squeeze(`${one.keyword} ${one.rest}`) === squeezed);
}

const LAYER_KEYWORDS = new Set(['FROM', 'RUN', 'COPY', 'ADD', 'WORKDIR']);

function stageNumber({ stages }: Dockerfile, name: string | undefined): number {
  if (name === undefined) return stages.length - 1;
  const numbered = /^stage-(\d+)$/.exec(name);
  if (numbered) return Number(numbered[1]);
  return stages.findIndex((stage) => stage.name?.toLowerCase() === name.toLowerCase());
}

/** A base image that cannot be had belongs to its FROM line. */
function baseLine({ stages }: Dockerfile, failed: BuildStep | undefined, message: string): number | undefined {
  const image = /load metadata for (\S+)/.exec(failed?.name ?? '')?.[1] ?? message;
  const found = stages.find(({ base }) => base !== '' && image.includes(base)) ?? stages.at(0);
  return found?.line;
}

const squeeze = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Texts that say where, not what. */
function withoutPrefixes(message: string): string {
  return message
    .trim()
    .replace(
      /^(?:ERROR: |failed to build: |failed to solve(?: with frontend \S+)?: |rpc error: code = \w+ desc = |failed to create LLB definition: )+/,
      '',
    );
}

interface ErrorView {
  readonly facts: BuildErrorFacts;
  readonly message: string;
  readonly log: readonly string[];
}
type Cause = Pick<Failure, 'code' | 'message' | 'nextStep'>;

function noSpace({ message, log }: ErrorView): Cause | undefined {
  if (![message, ...log.slice(-50)].some((line) => /no space left on device|disk quota exceeded/i.test(line)))
    return undefined;
  return {
    code: 'no-space',
    message: t('The disk of the engine is full.'),
    nextStep: t(
      'Remove images and build cache that nobody needs (docker system prune, docker builder prune), then build again.',
    ),
  };
}

/** What BuildKit, its older versions and the classic builder say when a source of COPY is not there. */
const MISSING = [
  /failed to calculate checksum of ref [^"]*"([^"]+)": not found/,
  /failed to compute cache key: "([^"]+)"(?: not found)?: not found/,
  /^"([^"]+)"(?: not found)?: not found$/,
  /(?:COPY|ADD) failed: (?:file not found in build context or excluded by \.dockerignore: )?stat (.+?): (?:file does not exist|no such file)/,
  /lstat (.+?): no such file or directory/,
];

function missingCopy({ facts, message }: ErrorView): Cause | undefined {
  const step = facts.steps.find(({ state }) => state === 'failed');
  const instruction = stepTitle(step?.name ?? '').text;
  const isCopy = /^(?:COPY|ADD)\b/.test(instruction) || /^(?:COPY|ADD) failed/.test(message);
  const said = MISSING.map((pattern) => pattern.exec(message)?.[1]).find((found) => found !== undefined);
  if (said === undefined || !(isCopy || message.includes('failed to compute cache key'))) return undefined;
  const path = wholeSource(
    said.replace(/^.*\/(?:buildkit-mount|docker-builder)\d+\//, '').replace(/^\/+/, ''),
    instruction,
  );
  if (facts.isIgnored?.(path) === true) {
    return {
      code: 'not-found',
      message: t('{0} is left out of the build context by .dockerignore, so it cannot be copied.', path),
      nextStep: t('Add the line “!{0}” to .dockerignore, or remove the rule that leaves it out.', path),
    };
  }
  return {
    code: 'not-found',
    message: t('{0} is not in the build context, so it cannot be copied.', path),
    nextStep: t('Paths are relative to the context folder, not to the Dockerfile.'),
  };
}

/** Some versions name only the first folder that is missing; the instruction has the whole path. */
function wholeSource(path: string, instruction: string): string {
  const sources = instruction
    .split(/\s+/)
    .slice(1, -1)
    .map((word) => word.replace(/^(?:\.?\/)+/, ''));
  return sources.find((source) => source === path || source.startsWith(`${path}/`)) ?? path;
}

function pipNoMatch({ log }: ErrorView): Cause | undefined {
  const line = log.findLast((one) => /No matching distribution found for/.test(one));
  if (line === undefined) return undefined;
  const wanted = /found for (\S+)/.exec(line)?.[1] ?? '';
  const versions = log.findLast((one) => /from versions:/.test(one));
  const isUnknown = versions !== undefined && /from versions: none/.test(versions);
  const isOffline = log.some((one) =>
    /Failed to establish a new connection|Temporary failure in name resolution|Max retries exceeded/.test(one),
  );
  if (isOffline) return unreachableIndex();
  return {
    code: 'not-found',
    message: t('pip found no version of {0} for this Python and platform.', wanted),
    nextStep: isUnknown
      ? t('Check the name, the Python version of the base image and the package index.')
      : t('Ask for a version that exists for the Python version of the base image.'),
  };
}

function network({ message, log }: ErrorView): Cause | undefined {
  const words =
    /Temporary failure in name resolution|Temporary failure resolving|Could not resolve host|Network is unreachable|Failed to establish a new connection|no such host|i\/o timeout|connection refused|TLS handshake timeout/i;
  if (log.slice(-50).some((line) => words.test(line))) return unreachableIndex();
  if (!words.test(message)) return undefined;
  return {
    code: 'unreachable',
    message: t('The engine did not reach the network: {0}', message),
    nextStep: t('Check the network and the proxy settings of the engine, then build again.'),
  };
}

function unreachableIndex(): Cause {
  return {
    code: 'unreachable',
    message: t('The build step did not reach the network.'),
    nextStep: t('Check the network of the engine; on a machine without a bridge network, build with network “host”.'),
  };
}

function baseImage({ message, log }: ErrorView): Cause | undefined {
  const isAboutImage =
    /pull access denied|manifest unknown|manifest for .* not found|failed to resolve source metadata|repository does not exist|no match for platform|(?:docker|registry)\S*\/\S+: not found|authorization failed|unauthorized/i.test(
      message,
    );
  if (!isAboutImage || log.length > 0) return undefined;
  const name =
    /(?:denied for|metadata for|manifest for|resolve reference) "?([^\s",]+)/.exec(message)?.[1]?.replace(/:$/, '') ??
    '';
  if (/no match for platform/i.test(message)) {
    return {
      code: 'unsupported',
      message: t('The base image {0} does not exist for the platform that was asked for.', name),
      nextStep: t('Choose another platform or another base image.'),
    };
  }
  if (/unauthorized|authorization failed|denied/i.test(message)) {
    return {
      code: 'unauthorized',
      message: t('The base image {0} does not exist, or you may not pull it.', name),
      nextStep: t('Check the name, and sign in to its registry with “docker login”.'),
    };
  }
  return {
    code: 'not-found',
    message: t('The base image {0} does not exist in its registry.', name),
    nextStep: t('Check name and tag in the FROM line.'),
  };
}

function syntax({ message }: ErrorView): Cause | undefined {
  const match =
    /dockerfile parse error (?:on )?line \d+: (.*)/is.exec(message) ??
    /^((?:unknown instruction|unknown flag|syntax error)[\s\S]*)/i.exec(message);
  if (!match) return undefined;
  return {
    code: 'invalid',
    message: t('The Dockerfile has an error: {0}', (match[1] ?? '').trim()),
    nextStep: t('Correct the line and build again.'),
  };
}

function unknownTarget({ message }: ErrorView): Cause | undefined {
  const name = /target stage "?([^"\s]+)"? (?:could not be found|not found)|failed to reach build target (\S+)/.exec(
    message,
  );
  if (!name) return undefined;
  return {
    code: 'invalid',
    message: t('The Dockerfile has no stage {0}.', name[1] ?? name[2] ?? ''),
    nextStep: t('Choose one of its stages as target.'),
  };
}

function platform({ message, log }: ErrorView): Cause | undefined {
  const isRefused = /exec format error/i.test([message, ...log.slice(-5)].join('\n'));
  if (!isRefused) return undefined;
  return {
    code: 'unsupported',
    message: t('A program of the image is for another architecture than the engine has.'),
    nextStep: t('Build for the platform of the engine, or install emulation for the other one (binfmt).'),
  };
}

/** The first that recognises the error has the word. */
const CAUSES: readonly ((view: ErrorView) => Cause | undefined)[] = [
  noSpace,
  syntax,
  unknownTarget,
  missingCopy,
  pipNoMatch,
  platform,
  baseImage,
  network,
];
