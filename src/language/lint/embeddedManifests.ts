import { t } from '../../domain/base/text.ts';
import { ManifestObject } from '../manifest/manifestObject.ts';
import { workflowOf, templatesOf } from '../rules/operators/argoShared.ts';
import { MASK } from '../yaml/characters.ts';
import { scanDocument } from '../yaml/scanDocument.ts';
import { YamlTree } from '../yaml/yamlTree.ts';
import { YamlValue } from '../yaml/yamlValue.ts';
import type { FindingSink } from './findingSink.ts';
import type { LintContext } from './lintContext.ts';
import type { ManifestCheck } from './manifestLinter.ts';
import { argoResourceManifest } from '../rules/operators/argoResourceManifest.ts';

const MASK_TEXT = String.fromCharCode(MASK);
/** What sends the whole object; the others name one, or say what changes. */
const WHOLE = new Set(['create', 'apply', 'replace']);
/** Checks manifests that stand as text in others, by the checks for objects. */
export class EmbeddedManifests implements ManifestCheck {
  readonly rules = [argoResourceManifest];
  readonly #checks: readonly ManifestCheck[];

  constructor(checks: readonly ManifestCheck[]) {
    this.#checks = checks;
  }

  check(object: ManifestObject, sink: FindingSink, context: LintContext): void {
    if (object.group !== 'argoproj.io') return;
    const workflow = workflowOf(object);
    if (workflow?.isMap !== true) return;
    for (const template of templatesOf(workflow)) {
      const manifest = template.at('resource', 'manifest');
      const action = template.at('resource', 'action')?.text ?? '';
      if (manifest) this.#checkText(manifest, WHOLE.has(action), { sink, context });
    }
  }

  #checkText(
    manifest: YamlValue,
    isWhole: boolean,
    { sink, context }: { readonly sink: FindingSink; readonly context: LintContext },
  ): void {
    const text = onlyBody(manifest);
    // Several objects are rare, and a separator would end the document here.
    if (text === undefined || /^\s*---/m.test(text.trimStart().slice(1))) return;
    const scanned = scanDocument(text);
    if (scanned.isOpaque) return;
    const [problem] = scanned.problems;
    if (problem) {
      sink.add(argoResourceManifest.id, problem, { message: t('This manifest is no YAML that Kubernetes reads.') });
      return;
    }
    const tree = new YamlTree(text, scanned);
    const root = tree.root < 0 ? undefined : new YamlValue(tree, tree.root);
    if (root?.isMap !== true || root.at('kind') === undefined) return;
    const isTemplated = text.includes(MASK_TEXT);
    const inner = new ManifestObject(root, { isTemplated, isWhole: isWhole && !isTemplated });
    for (const check of this.#checks) check.check(inner, sink, context);
  }
}

/** The document with blanks for everything but the lines of a literal block (`|`), so that places stay the same; undefined for other texts. */
function onlyBody(value: YamlValue): string | undefined {
  const { tree, target, node } = value;
  if (target < 0 || target !== node || value.isMap || value.isList) return undefined;
  const source = tree.source(target);
  const header = source.indexOf('\n') + 1;
  if (!source.startsWith('|') || header === 0) return undefined;
  const { start, end } = value.span;
  return tree.text.slice(0, start + header).replaceAll(/[^\r\n]/g, ' ') + tree.text.slice(start + header, end);
}
