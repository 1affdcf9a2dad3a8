import type { Failure } from '../domain/base/failure.ts';
import { t } from '../domain/base/text.ts';
import type { Terminal } from './terminal.ts';
import { CANNOT_RUN } from './exitCode.ts';
import { helpText } from './helpText.ts';
import { lintCommand } from './lintCommand.ts';
import { parseLintArguments } from './parseLintArguments.ts';

/** Runs a command line without the name of the program; gives the exit code. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  const [command, ...rest] = args;
  if (command === '--version' || command === '-v') {
    await terminal.out(`${terminal.version()}\n`);
    return 0;
  }
  if (command === undefined || command === '--help' || command === '-h' || command === 'help') {
    await terminal.out(helpText());
    return command === undefined ? CANNOT_RUN : 0;
  }
  if (command !== 'lint') {
    return refuse(
      { code: 'invalid', message: t('There is no command “{0}”.', command), nextStep: t('Try “trainyard lint”.') },
      terminal,
    );
  }
  const parsed = parseLintArguments(rest);
  if (!parsed.ok) return refuse(parsed.failure, terminal);
  if (parsed.value === 'help') {
    await terminal.out(helpText());
    return 0;
  }
  const result = await lintCommand(parsed.value, terminal);
  return result.ok ? result.value : refuse(result.failure, terminal);
}

function refuse({ message, nextStep, location }: Failure, terminal: Terminal): number {
  // The sentence begins with the name of the file where there is a place; here its folder matters too.
  const folder = location?.path.replace(/[^/\\]*$/, '') ?? '';
  terminal.error(`trainyard: ${folder}${message}${nextStep === undefined ? '' : ` ${nextStep}`}\n`);
  return CANNOT_RUN;
}
