import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ChartIndex } from '../../../../../src/language/chart/chartIndex.ts';
import { valuesHelp } from '../../../../../src/language/editing/help/values/valuesHelp.ts';
import { atCursor, written } from './atCursor.ts';

/** A chart with these files. */
function chartWith(files: Readonly<Record<string, string>>) {
  const charts = new ChartIndex();
  charts.set('file:///c/Chart.yaml', 'name: c');
  for (const [path, text] of Object.entries(files)) charts.set(`file:///c/${path}`, text);
  const facts = charts.ofValues('file:///c/values.yaml');
  assert.ok(facts);
  return {
    labels: (marked: string): readonly string[] => {
      const { text, offset } = atCursor(marked);
      return (
        valuesHelp(text, facts)
          .offers(offset)
          ?.offers.map(({ label }) => label) ?? []
      );
    },
    taken: (marked: string, label: string) => written(marked, (text, at) => valuesHelp(text, facts).offers(at), label),
    said: (marked: string): string | undefined => {
      const { text, offset } = atCursor(marked);
      return valuesHelp(text, facts).explanation(offset)?.markdown;
    },
  };
}

describe('help in values of a chart', () => {
  const schema = {
    properties: {
      image: { $ref: '#/definitions/image', description: 'The [image](command:x) of the *server*.' },
      debug: { type: 'boolean', default: false, description: 'More words in the log.' },
      mode: { enum: ['train', 'serve', null] },
      workers: { type: 'array', items: { type: 'object', properties: { gpus: { type: 'integer' } } } },
      extra: { oneOf: [{ properties: { a: {} } }, { properties: { b: {} } }] },
      loop: { properties: { again: { $ref: '#/properties/loop' } } },
    },
    required: ['mode'],
    definitions: { image: { type: 'object', properties: { repository: {}, tag: { type: 'string' } } } },
  };

  it('is what the schema says', () => {
    const { labels, taken, said } = chartWith({
      'values.schema.json': JSON.stringify(schema),
      'templates/a.yaml': '{{ .Values.other }}',
    });
    assert.deepEqual(labels('|'), ['mode', 'image', 'debug', 'workers', 'extra', 'loop']);
    assert.deepEqual(labels('image:\n  tag: v1\n  |\n'), ['repository']);
    assert.deepEqual(labels('debug: |\n'), ['true', 'false']);
    assert.deepEqual(labels('mode: |\n'), ['train', 'serve']);
    assert.deepEqual(labels('workers:\n  - |\n'), ['gpus']);
    assert.deepEqual(labels('extra:\n  |\n').toSorted(), ['a', 'b']);
    assert.equal(taken('im|\n', 'image'), 'image:\n  \n');
    assert.match(said('deb|ug: true\n') ?? '', /More words in the log\.\n\nDefault: `false`/);
    assert.doesNotMatch(said('ima|ge: {}\n') ?? '', /(?<!\\)\[image\]/);
  });

  it('is what templates use where there is no schema', () => {
    const { labels, said } = chartWith({
      'templates/deployment.yaml': 'image: {{ .Values.image.repository }}:{{ .Values.image.tag | default "v1" }}\n',
      'templates/_helpers.tpl': '{{ .Values.image.tag }}',
    });
    assert.deepEqual(labels('|'), ['image']);
    assert.deepEqual(labels('image:\n  repository: x\n  |\n'), ['tag']);
    assert.match(
      said('image:\n  ta|g: x\n') ?? '',
      /deployment\.yaml:1`, `templates\/_helpers\.tpl:1`\.\n\nWhere it is not set: `"v1"`/,
    );
  });

  it('ends, whatever the schema is', () => {
    chartWith({
      'values.schema.json': JSON.stringify({ oneOf: [{ $ref: '#' }], properties: { a: { $ref: '#' } } }),
    }).labels('a:\n  |');
    const schemaOfDepth = {
      properties: { a: { $ref: '#/definitions/x' } },
      definitions: { x: { allOf: [{ $ref: '#/definitions/x' }, { $ref: '#/definitions/x' }] } },
    };
    chartWith({ 'values.schema.json': JSON.stringify(schemaOfDepth) }).labels('a:\n  |');
  });
});
