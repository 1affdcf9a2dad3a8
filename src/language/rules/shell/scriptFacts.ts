import type { ShellScript } from '../../shell/shellScript.ts';
import type { Expansion, ShellCommand } from '../../shell/shellWord.ts';
import type { ShellSetting } from '../../lint/shellRule.ts';

const DECLARES = new Set(['export', 'local', 'readonly', 'declare', 'typeset']);
const READS = new Set(['read', 'mapfile', 'readarray', 'getopts']);
/** Behind which options of `set` a script stops at a failure. */
const ERREXIT = /^-[a-zA-Z]*e/;

export function programOf({ words }: ShellCommand): string {
  const text = words[0]?.text ?? '';
  return text.slice(text.lastIndexOf('/') + 1);
}

/** Whether a script stops when a command fails. */
export function stopsAtFailure({ commands }: ShellScript, { stopsAtFailure: isOn }: ShellSetting): boolean {
  return (
    isOn ||
    commands.some(
      (command) =>
        programOf(command) === 'set' && command.words.some(({ text }) => ERREXIT.test(text) || text === 'errexit'),
    )
  );
}

/** Whether a script fails when a command in front of a pipe does. */
export function failsInPipes({ commands }: ShellScript, { failsInPipes: isOn }: ShellSetting): boolean {
  return (
    isOn ||
    commands.some((command) => programOf(command) === 'set' && command.words.some(({ text }) => text === 'pipefail'))
  );
}

const known = new WeakMap<ShellScript, ReadonlyMap<string, string | undefined>>();

/** Variables that a script sets itself, with their value where it is one text all along. */
export function ownVariables(script: ShellScript): ReadonlyMap<string, string | undefined> {
  let own = known.get(script);
  if (!own) {
    own = readVariables(script);
    known.set(script, own);
  }
  return own;
}

type Setter = (name: string, value: string | undefined) => void;

function readVariables({ commands, expanding }: ShellScript): ReadonlyMap<string, string | undefined> {
  const own = new Map<string, string | undefined>();
  const set: Setter = (name, value) => void own.set(name, own.has(name) ? undefined : value);
  for (const command of commands) setByCommand(command, set);
  for (const { expansions } of expanding)
    for (const { name, modifier } of expansions) if (/^:?=/.test(modifier)) set(name, undefined);
  return own;
}

function setByCommand({ assignments, words }: ShellCommand, set: Setter): void {
  const program = words[0]?.text ?? '';
  for (const { text, expansions } of DECLARES.has(program) ? words.slice(1) : assignments) {
    const [, name, value] = /^([A-Za-z_]\w*)(?:\+?=(.*))?$/s.exec(text) ?? [];
    if (name !== undefined) set(name, expansions.length > 0 ? undefined : value);
  }
  if (program === 'for' || program === 'select') set(words[1]?.text ?? '', loopValue(words.slice(3)));
  if (READS.has(program)) for (const { text } of words.slice(1)) set(text, undefined);
}

/** One value for all: any of a list of plain words. */
function loopValue(
  words: readonly { readonly text: string; readonly expansions: readonly Expansion[] }[],
): string | undefined {
  const isPlain =
    words.length > 0 && words.every(({ text, expansions }) => expansions.length === 0 && /^[\w./:+-]+$/.test(text));
  return isPlain ? words[0]?.text : undefined;
}

/** What a variable holds: of the script itself, else from outside. */
export function valueOf(script: ShellScript, setting: ShellSetting, name: string): string | undefined {
  const own = ownVariables(script);
  return own.has(name) ? own.get(name) : setting.valueOf(name);
}
