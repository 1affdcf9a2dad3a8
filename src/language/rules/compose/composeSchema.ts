import { t } from '../../../domain/base/text.ts';
import { nearestName } from '../../../domain/deploy/nearestName.ts';
import {
  type ComposeShape,
  composeField,
  composeShape,
  fieldNames,
  requiredFields,
} from '../../compose/composeShape.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { renameKey } from '../../lint/fixes/renameKey.ts';
import type { ComposeRule } from '../../lint/composeRule.ts';
import type { Report } from '../../lint/rule.ts';
import { BOOLEAN, INTEGER, NULL, NUMBER } from '../../yaml/plainScalar.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';

/** Compose reads YAML 1.2: `yes` and `on` are texts there. */
const TRUE_FALSE = /^(?:true|True|TRUE|false|False|FALSE)$/;
/** Texts that Compose takes for a boolean. */
const TRUTH = /^(?:true|yes|y|on|false|no|n|off)$/i;
const SERVICE_NAME = /^[a-zA-Z0-9._-]+$/;
const NAMED = new Set(['services', 'networks', 'volumes', 'secrets', 'configs', 'models']);

/** `t`, `i`, `n`, `b` or `0` of a scalar; empty when it is not known: a variable, a tag, an alias without anchor. */
function letterOf(value: YamlValue): string {
  const { tree, target } = value;
  if (target < 0) return '';
  const type = tree.scalarType(target);
  if (type === 0) return '';
  if (type === NULL) return '0';
  const source = tree.source(target);
  if (source.includes('$')) return '';
  if (type === INTEGER) return 'i';
  if (type === NUMBER) return 'n';
  if (type === BOOLEAN) return TRUE_FALSE.test(source) ? 'b' : 't';
  return 't';
}

function wants(shape: ComposeShape): string {
  const kinds = [
    shape.scalars.includes('t') && t('text'),
    /[in]/.test(shape.scalars) && t('a number'),
    shape.scalars.includes('b') && t('true or false'),
    shape.items && t('a list'),
    (shape.values ?? shape.fields) !== undefined && t('a map'),
  ];
  return kinds.filter((kind) => typeof kind === 'string').join(', ');
}

class Walk {
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  value(value: YamlValue, shape: ComposeShape): void {
    if (value.isMap) this.#map(value, shape);
    else if (value.isList) this.#list(value, shape);
    else this.#scalar(value, shape);
  }

  #wrong(value: YamlValue, shape: ComposeShape): void {
    this.#report.at(
      value.span.end > value.span.start ? value.span : value.headSpan,
      t('Here stands {0}.', wants(shape)),
    );
  }

  #map(value: YamlValue, shape: ComposeShape): void {
    const { fields, values } = shape;
    if (fields === undefined && values === undefined) {
      this.#report.at(value.headSpan, t('Here stands {0}, not a map.', wants(shape)));
      return;
    }
    const seen = new Set<string>();
    let isMerged = false;
    for (const entry of value.items()) {
      const key = entry.key ?? '';
      if (key === '<<') {
        isMerged = true;
        continue;
      }
      if (seen.has(key) && entry.keySpan)
        this.#report.at(entry.keySpan, t('“{0}” is set twice in this map, which Compose refuses.', key));
      seen.add(key);
      if (fields === undefined) {
        if (values) this.value(entry, values);
      } else this.#field(entry, key, fields);
    }
    if (fields === undefined || isMerged) return;
    for (const field of requiredFields(fields))
      if (!seen.has(field)) this.#report.at(value.headSpan, t('“{0}” is missing here.', field));
  }

  #field(entry: YamlValue, written: string, fields: string): void {
    const key = written.replaceAll(/^["']|["']$/g, '');
    if (key.startsWith('x-') || key.includes('$')) return;
    const shape = composeField(fields, key);
    if (!shape) {
      const near = nearestName(key, fieldNames(fields));
      const message =
        near === undefined
          ? t('Compose knows no “{0}” here.', key)
          : t('Compose knows no “{0}” here; did you mean “{1}”?', key, near);
      this.#report.at(entry.headSpan, message, {
        fixes: () => (near === undefined ? [] : choiceFix(t('Write “{0}”', near), renameKey(entry, near))),
      });
      return;
    }
    this.value(entry, shape);
    if (fields === 'File' && NAMED.has(key) && entry.isMap) this.#names(entry);
  }

  #names(map: YamlValue): void {
    for (const { key, keySpan } of map.items()) {
      const name = key?.replaceAll(/^["']|["']$/g, '') ?? '';
      if (keySpan && name !== '<<' && !SERVICE_NAME.test(name) && !name.startsWith('x-'))
        this.#report.at(keySpan, t('Names are letters, digits, “.”, “_” and “-”.'));
    }
  }

  #list(value: YamlValue, shape: ComposeShape): void {
    if (!shape.items) {
      this.#report.at(value.headSpan, t('Here stands {0}, not a list.', wants(shape)));
      return;
    }
    for (const item of value.items()) this.value(item, shape.items);
  }

  #scalar(value: YamlValue, shape: ComposeShape): void {
    const letter = letterOf(value);
    if (letter === '') return;
    const isAllowed = shape.scalars.includes(letter) || (letter === 'i' && shape.scalars.includes('n'));
    if (!isAllowed) this.#wrong(value, shape);
    else if (letter === 't' && shape.scalars === 'bt' && !TRUTH.test(value.text ?? 'yes'))
      this.#report.at(value.span, t('“{0}” is neither true nor false.', value.text ?? ''));
    else if (shape.words.length > 0 && letter === 't' && !shape.words.includes(value.text ?? ''))
      this.#report.at(value.span, t('“{0}” is not one of {1}.', value.text ?? '', shape.words.join(', ')));
  }
}

/** compose-schema */
export const composeSchema: ComposeRule = {
  id: 'compose-schema',
  on: 'file',
  kinds: 'all',
  severity: 'error',
  fix: 'choice',
  check({ root, tree }, report) {
    if (root) new Walk(report).value(root, composeShape('@File'));
    else if (tree.root >= 0)
      report.at(
        { start: tree.start(tree.root), end: tree.end(tree.root) },
        t('A Compose file is a map with “services”.'),
      );
  },
  page: () => ({
    what: 'A field that Compose does not know, or a value of another kind than it wants.',
    why: 'Compose refuses the whole file: no service starts.',
    source: 'Compose specification, schema; compose-go 2.16, measured.',
    bad: 'services:\n  web:\n    image: nginx:1.27.3\n    enviroment:\n      MODE: fast\n',
    good: 'services:\n  web:\n    image: nginx:1.27.3\n    environment:\n      MODE: fast\n',
  }),
};
