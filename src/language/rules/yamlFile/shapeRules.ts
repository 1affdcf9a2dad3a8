import { t } from '../../../domain/base/text.ts';
import { nearestName } from '../../../domain/deploy/nearestName.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { renameKey } from '../../lint/fixes/renameKey.ts';
import type { Rule, RuleInfo, RulePage } from '../../lint/rule.ts';
import type { Severity } from '../../lint/severity.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { type ShapeReading, walkShape } from '../../yamlFile/walkShape.ts';
import type { YamlShape } from '../../yamlFile/yamlShape.ts';

/** What is shaped: a file, or a model of one. */
interface Shaped {
  readonly root: YamlValue | undefined;
}

interface ShapeRule {
  readonly id: string;
  readonly severity: Severity;
  readonly aliases?: readonly string[];
  readonly page: RulePage;
}

/** Rules that hold files of a program to their shape: fields that do not exist, that are missing, that hold something else. */
export function shapeRules(setup: {
  readonly kinds: string;
  readonly shape: YamlShape;
  readonly reading: ShapeReading;
  readonly unknown?: ShapeRule;
  readonly missing?: ShapeRule;
  readonly wrong?: ShapeRule;
}): readonly Rule<Shaped>[] {
  const { kinds, shape, reading, unknown, missing, wrong } = setup;
  const info = ({ page, ...rule }: ShapeRule): RuleInfo => ({ ...rule, kinds, page: () => page });
  const walk = walkOnce(shape, reading);
  return [
    ...(unknown ? [unknownRule(info(unknown), walk)] : []),
    ...(missing ? [missingRule(info(missing), walk)] : []),
    ...(wrong ? [wrongRule(info(wrong), walk)] : []),
  ];
}

/** What one walk over a file finds, for all rules of a shape. */
interface Troubles {
  readonly unknown: (readonly [value: YamlValue, key: string, known: readonly string[]])[];
  readonly missing: (readonly [map: YamlValue, key: string])[];
  readonly wrong: (readonly [value: YamlValue, wanted: YamlShape])[];
}

type Walk = (root: YamlValue) => Troubles;

function walkOnce(shape: YamlShape, reading: ShapeReading): Walk {
  const known = new WeakMap<YamlValue, Troubles>();
  return (root) => {
    const before = known.get(root);
    if (before) return before;
    const troubles: Troubles = { unknown: [], missing: [], wrong: [] };
    known.set(root, troubles);
    walkShape(root, shape, {
      ...reading,
      unknown: (...found) => troubles.unknown.push(found),
      missing: (...found) => troubles.missing.push(found),
      wrong: (...found) => troubles.wrong.push(found),
    });
    return troubles;
  };
}

function unknownRule(info: RuleInfo, walk: Walk): Rule<Shaped> {
  return {
    ...info,
    fix: 'choice',
    check({ root }, report) {
      for (const [value, key, known] of root ? walk(root).unknown : []) {
        const siblings = new Set(Array.from(value.parent?.items() ?? [], ({ key: name }) => name));
        const nearest = nearestName(
          key,
          known.filter((name) => !siblings.has(name)),
        );
        const message =
          nearest === undefined
            ? t('There is no field “{0}” here.', key)
            : t('There is no field “{0}” here. Did you mean “{1}”?', key, nearest);
        report.at(value.headSpan, message, {
          fixes: () =>
            nearest === undefined ? [] : choiceFix(t('Rename it to “{0}”', nearest), renameKey(value, nearest)),
        });
      }
    },
  };
}

function missingRule(info: RuleInfo, walk: Walk): Rule<Shaped> {
  return {
    ...info,
    isAboutAbsence: true,
    check({ root }, report) {
      for (const [map, key] of root ? walk(root).missing : []) {
        const [first] = map.items();
        report.at(map.keySpan ?? first?.headSpan ?? map.span, t('“{0}” is required here.', key));
      }
    },
  };
}

function wrongRule(info: RuleInfo, walk: Walk): Rule<Shaped> {
  return {
    ...info,
    check({ root }, report) {
      for (const [value, wanted] of root ? walk(root).wrong : []) report.at(value.wrongSpan, wantedText(wanted));
    },
  };
}

function wantedText(shape: YamlShape): string {
  if (shape.words) return t('This is one of {0}.', shape.words.join(', '));
  const wanted = [
    ...(shape.takesText ? [t('a text')] : []),
    ...(shape.takesNumber ? [t('a number')] : []),
    ...(shape.takesBoolean ? [t('true or false')] : []),
    ...(shape.items ? [t('a list')] : []),
    ...(shape.fields || shape.values ? [t('a map of fields')] : []),
  ];
  const words = wanted.join(', ');
  return wanted.length === 1 ? t('This must be {0}.', words) : t('This must be one of these: {0}.', words);
}
