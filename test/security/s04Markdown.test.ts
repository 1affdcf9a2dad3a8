// S4: what the editor shows as Markdown is ours alone; a name from a file or a label can become no link, no command and no picture.
// That rows use no Markdown at all is in s06TerminalEscapes.test.ts; that nothing is trusted, in test/sourceRules.test.ts.
import assert from 'node:assert/strict';
import type * as completionModule from '../../src/language/features/completion.ts';
import type * as hoverModule from '../../src/language/features/hover.ts';
import type * as specDocument from '../../src/language/document/specDocument.ts';
import { describeRule, loadFrom } from './mutants.ts';

const HOSTILE = [
  '[x](command:workbench.extensions.installExtension?%22canary%22)',
  '![x](https://example.org/canary)',
  '<img src=https://example.org/canary>',
  '```\\n[x](command:canary)',
  '**canary**',
  '$(zap)canary',
];

/** A spec with one hostile text wherever a text may stand. */
const specOf = (text: string) => {
  const quoted = JSON.stringify(text);
  return [
    'version: 1',
    'workloads:',
    `  ${quoted}:`,
    '    kind: run',
    `    image: ${quoted}`,
    `    command: [${quoted}]`,
    `    env: { ${quoted}: ${quoted} }`,
    '    parameters:',
    `      ${quoted}: { default: ${quoted}, type: ${quoted} }`,
    `    labels: { ${quoted}: ${quoted} }`,
    `    mounts: [{ folder: ${quoted}, path: ${quoted} }]`,
    'targets:',
    `  ${quoted}: { kind: ${quoted} }`,
    `${quoted}: ${quoted}`,
    '',
  ].join('\n');
};

describe('S4 Markdown', () => {
  describeRule(
    'hovers and completions hold nothing of the file',
    async (src) => {
      const { createSpecDocument } = await loadFrom<typeof specDocument>(src, 'language/document/specDocument.ts');
      const { hover } = await loadFrom<typeof hoverModule>(src, 'language/features/hover.ts');
      const { completion } = await loadFrom<typeof completionModule>(src, 'language/features/completion.ts');
      let hovers = 0;
      for (const text of HOSTILE) {
        const document = createSpecDocument(specOf(text));
        for (const [line, content] of specOf(text).split('\n').entries()) {
          for (let character = 0; character <= content.length; character += 1) {
            const position = { line, character };
            const found = hover(document, position);
            if (found) hovers += 1;
            const shown = JSON.stringify([found?.contents, docsOf(completion(document, position))]);
            assert.ok(!shown.includes('canary'), `${line}:${character} shows ${shown}`);
          }
        }
      }
      assert.ok(hovers > 50, `only ${hovers} hovers were shown`);
    },
    [
      {
        what: 'the value in the hover',
        file: 'language/features/hover.ts',
        from: 'return markdown(fieldMarkdown(name, field), document,',
        to: "return markdown(fieldMarkdown(name, field) + ('text' in node ? node.text : ''), document,",
      },
    ],
  );
});

/** What completions say as Markdown; their labels are plain text. */
function docsOf(items: unknown): unknown {
  return Array.isArray(items) ? items.map((item: object) => Reflect.get(item, 'documentation')) : items;
}
