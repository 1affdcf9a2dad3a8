import type { YamlValue } from '../yaml/yamlValue.ts';
import type { YamlTree } from '../yaml/yamlTree.ts';
import { apiGroup } from './apiGroup.ts';
import { isPatch } from './isPatch.ts';
import { Pod } from './pod.ts';
import { POD_SPEC_PATHS } from './builtinKinds.ts';
import { findPodSpecs } from './findPodSpecs.ts';

/** One Kubernetes object of a manifest: a document, an item of a List, or an object that another one carries. */
export class ManifestObject {
  readonly root: YamlValue;
  /** `apps/v1`; undefined when it is missing or a template. */
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
  /** `apps` of `apps/v1`; empty for the core group. */
  readonly group: string;
  /** `apps/Deployment`, `/Pod`: the kind without version, as rules name it. */
  readonly groupKind: string;
  /** Placeholders stand in its document, so that what is missing may come from there. */
  readonly isTemplated: boolean;
  /** Nothing of it may come from a placeholder, stand on a line that could not be read, or be in the object that it patches. */
  readonly isWhole: boolean;
  /** The object that carries it, such as the Experiment of a trial's Job. */
  readonly carrier: ManifestObject | undefined;
  #pods: readonly Pod[] | undefined;

  constructor(
    root: YamlValue,
    options: { readonly isTemplated: boolean; readonly isWhole: boolean; readonly carrier?: ManifestObject },
  ) {
    this.root = root;
    this.apiVersion = root.at('apiVersion')?.text;
    this.kind = root.at('kind')?.text;
    this.group = apiGroup(this.apiVersion ?? '');
    this.groupKind = `${this.group}/${this.kind ?? ''}`;
    this.isTemplated = options.isTemplated;
    this.isWhole = options.isWhole && !isPatch(root, this.kind ?? '');
    this.carrier = options.carrier;
  }

  get tree(): YamlTree {
    return this.root.tree;
  }

  get name(): string | undefined {
    return this.root.at('metadata', 'name')?.text;
  }

  get namespace(): string | undefined {
    return this.root.at('metadata', 'namespace')?.text;
  }

  at(...path: readonly (string | number)[]): YamlValue | undefined {
    return this.root.at(...path);
  }

  /** What to underline when something is missing: the key `kind`, else the first key. */
  get head(): { readonly start: number; readonly end: number } {
    const kind = this.root.at('kind');
    if (kind) return kind.span;
    for (const first of this.root.items()) return first.headSpan;
    return this.root.span;
  }

  /** In kinds of Kubernetes also a spec that names no containers yet, whose place is known. */
  #podSpecs(): readonly YamlValue[] {
    const found = findPodSpecs(this.root);
    const path = found.length === 0 ? POD_SPEC_PATHS.get(this.groupKind) : undefined;
    const spec = path && this.root.at(...path);
    return spec?.isMap === true ? [spec] : found;
  }

  /** Every pod that it makes, found by its structure wherever it stands, so in kinds that nobody has listed too. */
  get pods(): readonly Pod[] {
    this.#pods ??= this.#podSpecs().map((spec) => new Pod(this, spec));
    return this.#pods;
  }
}
