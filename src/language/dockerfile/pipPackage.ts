import type { ShellWord } from '../shell/shellWord.ts';
import type { RunCommand } from './runCommand.ts';

/** A package that a command of pip, uv or conda asks for. */
export interface PipPackage {
  readonly word: ShellWord;
  /** Lower case, `-` between its words, without extras. */
  readonly name: string;
  /** Behind the name, without blanks: `==1.2`, `>=1`, `@https://…`; empty without. */
  readonly version: string;
}

const PIP_VALUES = new Set([
  '-r',
  '--requirement',
  '-c',
  '--constraint',
  '-e',
  '--editable',
  '-t',
  '--target',
  '-i',
  '--index-url',
  '--extra-index-url',
  '-f',
  '--find-links',
  '--platform',
  '--python-version',
  '--implementation',
  '--abi',
  '--root',
  '--prefix',
  '--src',
  '--upgrade-strategy',
  '--config-settings',
  '--global-option',
  '--install-option',
  '--no-binary',
  '--only-binary',
  '--progress-bar',
  '--report',
  '--trusted-host',
  '--cert',
  '--client-cert',
  '--cache-dir',
  '--timeout',
  '--retries',
  '--proxy',
  '--log',
  '--exists-action',
  '--python',
  '-p',
  '--index',
  '--default-index',
  '--torch-backend',
  '--extra',
  '--group',
  '--link-mode',
  '--resolution',
  '--prerelease',
  '--exclude-newer',
  '-b',
  '--build',
  '-d',
  '--use-feature',
  '--use-deprecated',
  '--keyring-provider',
  '--root-user-action',
  '--overrides',
  '--build-constraint',
]);
const CONDA_VALUES = new Set([
  '-c',
  '--channel',
  '-n',
  '--name',
  '-p',
  '--prefix',
  '-f',
  '--file',
  '--solver',
  '--repodata-fn',
  '--revision',
  '--platform',
  '--subdir',
  '-r',
  '--root-prefix',
  '--rc-file',
]);
const NAME = /^([A-Za-z0-9][A-Za-z0-9._-]*?)(?:\[[^\]]*\])?\s*([=<>!~@;].*)?$/s;

/** Whether a command installs packages of Python by name: `pip install`, `pipx install`, `uv pip install`, `uv add`. */
export function isPipInstall({ program, subcommand }: RunCommand): boolean {
  if (program === 'pip' || program === 'pipx') return subcommand?.text === 'install';
  return program === 'uv' && (subcommand?.text === 'install' || subcommand?.text === 'add');
}

export function isCondaInstall({ program, subcommand }: RunCommand): boolean {
  return /^(?:conda|mamba|micromamba)$/.test(program) && /^(?:install|create|update)$/.test(subcommand?.text ?? '');
}

/** Packages by name; paths, addresses and what is not known before the build are left out. */
export function pipPackages(command: RunCommand): readonly PipPackage[] {
  const isConda = isCondaInstall(command);
  if (!isConda && !isPipInstall(command)) return [];
  return command.operands(isConda ? CONDA_VALUES : PIP_VALUES).flatMap((word) => packageOf(word) ?? []);
}

/** What is installed from an address: `git+https://…`. */
export function pipAddresses(command: RunCommand): readonly ShellWord[] {
  if (!isPipInstall(command)) return [];
  const editable = command.valueOf('-e', '--editable')?.at;
  return [...command.operands(PIP_VALUES), ...(editable ? [editable] : [])].filter(({ text }) => text.includes('git+'));
}

function packageOf(word: ShellWord): PipPackage | undefined {
  const { text, expansions } = word;
  if (
    expansions.some(({ start }) => start === word.start) ||
    text.includes('/') ||
    /\.(?:whl|zip|gz|tgz|bz2|txt)$/.test(text)
  ) {
    const [, direct] = /^([\w.-]+)(?:\[[^\]]*\])?\s*@\s*\S/.exec(text) ?? [];
    return direct === undefined ? undefined : { word, name: normal(direct), version: text.slice(text.indexOf('@')) };
  }
  const [, name, rest = ''] = NAME.exec(text) ?? [];
  if (name === undefined) return undefined;
  return { word, name: normal(name), version: rest.replace(/;.*$/s, '').replaceAll(/\s/g, '') };
}

function normal(name: string): string {
  return name.toLowerCase().replaceAll(/[._-]+/g, '-');
}
