import assert from 'node:assert/strict';
import { maskTemplates } from '../../../../src/language/yaml/maskTemplates.ts';

/** The mask as `~`. */
const masked = (text: string): string => maskTemplates(text).replaceAll('\uE000', '~');

describe('maskTemplates', () => {
  it('keeps every offset', () => {
    assert.equal(masked('a: {{ .x }}b\nc: 1\n'), 'a: ~~~~~~~~b\nc: 1\n');
    assert.equal(masked('{{- if .a }}\r\nb: 1\r\n{{ end }}\r\n'), '            \r\nb: 1\r\n         \r\n');
  });

  it('takes one in the text of another along', () => {
    assert.equal(masked('  {{ add "a/{{ .Tag }}/b" .Tag }}\n  b: 1\n').trim(), 'b: 1');
    assert.equal(masked('a: {{ "{{" }} $x {{ "}}" }}\nb: 1\n'), `a: ${'~'.repeat(24)}\nb: 1\n`);
  });

  it('leaves what is not closed', () => {
    assert.equal(masked('a: "{{ x"\n'), 'a: "{{ x"\n');
    assert.equal(masked('a: {b: 1}\n'), 'a: {b: 1}\n');
  });
});
