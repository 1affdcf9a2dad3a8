import type { Instruction } from '../../dockerfile/instruction.ts';
import type { Stage } from '../../dockerfile/stage.ts';
import type { DockerRule } from '../../lint/dockerRule.ts';
import type { ShellSetting } from '../../lint/shellRule.ts';
import { shellRules } from '../shellRules.ts';
import { repositoryOf } from './cudaImage.ts';
import { whyUnset } from './variableRules.ts';

/** Images on Debian or Ubuntu when their tag does not say otherwise. */
const DEBIAN =
  /^docker\.io\/(?:library\/(?:debian|ubuntu|python|node|golang|rust|ruby|buildpack-deps|openjdk|eclipse-temurin)|pytorch\/pytorch|tensorflow\/tensorflow)$/;
const NVIDIA = /^(?:docker\.io|nvcr\.io)\/nvidia\/cuda$/;

const NONE: ReadonlyMap<string, undefined> = new Map();
let last: { readonly instruction: Instruction; readonly setting: ShellSetting } | undefined;

/** All rules ask for one instruction after the other. */
function settingOf(instruction: Instruction): ShellSetting {
  if (last?.instruction !== instruction) last = { instruction, setting: makeSetting(instruction) };
  return last.setting;
}

function makeSetting(instruction: Instruction): ShellSetting {
  const { stage } = instruction;
  const words = stage?.shellWordsAt(instruction) ?? [];
  let variables: ReadonlyMap<string, string | undefined> | undefined;
  const before = (): ReadonlyMap<string, string | undefined> => stage?.variablesBefore(instruction) ?? NONE;
  return {
    shell: shellOf(instruction),
    stopsAtFailure: words.some((word) => /^-[a-zA-Z]*e/.test(word)),
    failsInPipes: words.includes('pipefail'),
    isBuildStep: instruction.keyword === 'RUN',
    valueOf: (name) => (variables ??= before()).get(name),
    whyUnset: (name) => (instruction.keyword === 'RUN' ? whyUnset(instruction, name) : undefined),
  };
}

function shellOf(instruction: Instruction): ShellSetting['shell'] {
  const { stage } = instruction;
  if (!stage) return undefined;
  if (stage.shellAt(instruction) === 'bash') return 'bash';
  const [heredoc] = instruction.heredocs;
  // A heredoc may name its own shell in its first line.
  if (heredoc && instruction.source.text.startsWith('#!', heredoc.content.start)) return undefined;
  let shell = baseShells.get(stage);
  if (!shell) {
    shell = baseShellOf(stage);
    baseShells.set(stage, shell);
  }
  return shell === 'unknown' ? undefined : shell;
}

const baseShells = new WeakMap<Stage, 'dash' | 'ash' | 'unknown'>();

/** What /bin/sh is in the image that a stage goes back to. */
function baseShellOf({ root: { image }, file: { text } }: Stage): 'dash' | 'ash' | 'unknown' {
  if (!image) return 'unknown';
  const name = repositoryOf(image);
  const tag = image.tag ?? '';
  if (name === 'docker.io/library/alpine' || tag.includes('alpine')) return 'ash';
  const isDebian = DEBIAN.test(name) || (NVIDIA.test(name) && tag.includes('ubuntu'));
  // A step may put another shell in its place.
  const isChanged = text.includes('/bin/sh') && /ln\s[^\n]*\/bin\/sh|dpkg-reconfigure\s+dash/.test(text);
  return isDebian && !isChanged ? 'dash' : 'unknown';
}

/** The rules of shell text, for RUN, CMD, ENTRYPOINT and HEALTHCHECK in the shell form. */
export const runShellRules: readonly DockerRule[] = shellRules.map((rule) => ({
  ...rule,
  on: 'instruction',
  keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'],
  check(instruction, report) {
    const { script } = instruction;
    if (script) rule.check(script, report, settingOf(instruction));
  },
}));
