import { t } from '../base/text.ts';
import type { Field, Shape } from './shape.ts';
import { choice, fields, list, text } from './shape.ts';

export function parameterShape(): Shape {
  return {
    kind: 'record',
    id: 'parameter',
    title: t('parameter'),
    fields: fields({
      default: {
        shape: { kind: 'scalar' },
        doc: t('Value that is offered. Without it one must be given at each start.'),
        example: '0.001',
        otherNames: ['value'],
      },
      type: {
        shape: choice({
          string: t('Any text.'),
          int: t('A whole number.'),
          float: t('A number.'),
          bool: t('`true` or `false`. As an argument the flag alone stands for true, and nothing for false.'),
          choice: t('One of `choices`.'),
        }),
        doc: t('What values are allowed.'),
        default: t('that of `default`'),
        example: 'float',
      },
      choices: {
        shape: list({ kind: 'scalar' }, 1),
        doc: t('The allowed values.'),
        example: '[adam, sgd]',
        otherNames: ['options', 'values', 'enum'],
      },
      ...passingFields(),
      description: {
        shape: text('line'),
        doc: t('Shown when the value is asked for.'),
        example: 'Learning rate',
        otherNames: ['help', 'doc'],
      },
    }),
  };
}

function passingFields(): Record<string, Field> {
  return {
    as: {
      shape: choice({
        argument: t('`--name value` after the command.'),
        environment: t('A variable of the environment.'),
        override: t('`name=value` after the command, as Hydra takes it.'),
      }),
      doc: t('How the program gets the value.'),
      default: 'argument',
    },
    flag: {
      shape: text('flag'),
      doc: t('The flag in front of the value.'),
      default: t('`--` and the name'),
      example: '--lr',
      otherNames: ['option'],
    },
    joined: { shape: { kind: 'boolean' }, doc: t('`--lr=0.1` in one word instead of `--lr 0.1`.'), default: 'false' },
    variable: {
      shape: text('variable'),
      doc: t('The variable, when `as` is `environment`.'),
      default: t('the name in capitals'),
      example: 'SEED',
      otherNames: ['env'],
    },
    key: {
      shape: text('overrideKey'),
      doc: t('The key, when `as` is `override`.'),
      default: t('the name'),
      example: 'optimizer.lr',
    },
  };
}
