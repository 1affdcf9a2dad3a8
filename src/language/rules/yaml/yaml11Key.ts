import { t } from '../../../domain/base/text.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { BOOLEAN, INTEGER, NULL, NUMBER, plainBoolean, plainNumber, plainType } from '../../yaml/plainScalar.ts';
import type { YamlTree } from '../../yaml/yamlTree.ts';

/** yaml-11-key */
export const yaml11Key: ManifestRule = {
  id: 'yaml-11-key',
  on: 'document',
  kinds: 'all',
  severity: 'warning',
  fix: 'safe',
  check({ tree, objects }, report) {
    if (objects.length === 0) return;
    for (let node = 0; node < tree.count; node++) {
      const start = tree.keyStart(node);
      if (start < 0 || !mayBeOther(tree, node, start)) continue;
      const key = tree.key(node);
      const read = readAs(key);
      if (read === undefined || read === key) continue;
      report.at({ start, end: tree.keyEnd(node) }, messageOf(key, read), {
        fixes: () => [
          {
            title: t('Put the key in quotes'),
            edits: [{ start, end: tree.keyEnd(node), newText: `"${key}"` }],
            isSafe: true,
          },
        ],
      });
    }
  },
  page: () => ({
    what: 'An unquoted key that YAML 1.1 does not read as text, such as `on`, `y`, `0x10` or `null`.',
    why: 'kubectl makes `true`, `16` or an error of it: the entry is there under another name, and whoever looks for the written one does not find it.',
    source: 'sigs.k8s.io/yaml 1.6.0, measured.',
    bad: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: switches\ndata:\n  on: "1"\n',
    good: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: switches\ndata:\n  "on": "1"\n',
  }),
};

/** The longest of `false`. */
const LONGEST_WORD = 5;

/** A cheap look, because nearly no key is one: the first letter of a word or a digit, and no quote before it. */
function mayBeOther(tree: YamlTree, node: number, start: number): boolean {
  const { text } = tree;
  const first = text.charCodeAt(start);
  const isNumeric = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46;
  if (!isNumeric && (tree.keyEnd(node) - start > LONGEST_WORD || !FIRST_LETTERS.includes(text.charAt(start))))
    return false;
  const before = text.charAt(start - 1);
  return before !== '"' && before !== "'";
}

const FIRST_LETTERS = 'yYnNoOtTfF~';

/** The key as it reaches the cluster; `null` is an error, undefined is text. */
function readAs(key: string): string | undefined {
  switch (plainType(key)) {
    case NULL:
      return 'null';
    case BOOLEAN:
      return String(plainBoolean(key));
    case INTEGER:
    case NUMBER:
      return String(plainNumber(key));
    default:
      return undefined;
  }
}

function messageOf(key: string, read: string): string {
  return read === 'null'
    ? t('kubectl refuses “{0}” as a key: it is null.', key)
    : t('kubectl reads the key “{0}” as “{1}”.', key, read);
}
