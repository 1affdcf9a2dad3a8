import type { Instruction } from '../../dockerfile/instruction.ts';
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
const settings = new WeakMap<Instruction, ShellSetting>();

function settingOf(instruction: Instruction): ShellSetting {
  let setting = settings.get(instruction);
  if (!setting) {
    setting = makeSetting(instruction);
    settings.set(instruction, setting);
  }
  return setting;
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
  const { image } = stage.root;
  const [heredoc] = instruction.heredocs;
  // A heredoc may name its own shell in its first line.
  if (!image || (heredoc && instruction.source.text.startsWith('#!', heredoc.content.start))) return undefined;
  const name = repositoryOf(image);
  const tag = image.tag ?? '';
  if (name === 'docker.io/library/alpine' || tag.includes('alpine')) return 'ash';
  const isDebian = DEBIAN.test(name) || (NVIDIA.test(name) && tag.includes('ubuntu'));
  return isDebian && !changesShell(instruction) ? 'dash' : undefined;
}

/** Whether a step has put another shell in the place of /bin/sh. */
function changesShell({ source }: Instruction): boolean {
  return source.text.includes('/bin/sh') && /ln\s[^\n]*\/bin\/sh|dpkg-reconfigure\s+dash/.test(source.text);
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
