import type { DataTable, DataValue } from './dataValue.ts';
import { isTable } from './dataValue.ts';
import type { CommandLineFacts, ParameterFact } from './parameter.ts';
import { NO_COMMAND_LINE, typeOfValue } from './parameter.ts';
import { literalOf } from './pythonLiteral.ts';
import { joinPath } from './projectPath.ts';
import type { PythonSource } from './pythonSource.ts';

/** More would make the list that is asked for at each start unreadable; the others can be given as arguments. */
const MAX_PARAMETERS = 40;

/** Values of a Hydra configuration, which the command line overrides as `key=value`. `configs` holds parsed YAML files by path. */
export function hydraParameters(
  source: PythonSource,
  folder: string,
  configs: ReadonlyMap<string, DataValue>,
): CommandLineFacts {
  if (!source.imports.has('hydra')) return NO_COMMAND_LINE;
  const main = source.functions
    .flatMap(({ decorators }) => decorators)
    .find(({ callee }) => callee === 'hydra.main' || callee === 'main');
  if (!main) return NO_COMMAND_LINE;
  const path = literalOf(main.named.get('config_path') ?? main.args[0], source.constants);
  const name = literalOf(main.named.get('config_name') ?? main.args[1], source.constants);
  if (typeof name !== 'string') return NO_COMMAND_LINE;
  const base = joinPath(folder, typeof path === 'string' ? path : '.');
  const stem = name.replace(/\.ya?ml$/, '');
  const config = ['yaml', 'yml'].map((extension) => configs.get(joinPath(base, `${stem}.${extension}`))).find(isTable);
  if (!config) return NO_COMMAND_LINE;
  return { ...NO_COMMAND_LINE, parameters: leavesOf(config, '').slice(0, MAX_PARAMETERS) };
}

function leavesOf(table: DataTable, prefix: string): readonly ParameterFact[] {
  return [...table].flatMap(([key, value]): readonly ParameterFact[] => {
    const name = `${prefix}${key}`;
    // These two configure Hydra itself.
    if (name === 'defaults' || name === 'hydra' || !/^[\w-]+$/.test(key)) return [];
    if (isTable(value)) return leavesOf(value, `${name}.`);
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return [];
    // `${…}` and `???` are filled in by Hydra.
    if (typeof value === 'string' && (value.includes('${') || value === '???')) return [];
    return [{ name, type: typeOfValue(value), defaultValue: value, choices: [], passAs: 'override' }];
  });
}
