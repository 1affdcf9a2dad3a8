import { YamlValue } from '../yaml/yamlValue.ts';
import { Container, type ContainerKind } from './container.ts';
import type { ManifestObject } from './manifestObject.ts';
import { podPurpose, type PodPurpose } from './podPurpose.ts';

/** One pod template (or a Pod) of an object. */
export class Pod {
  readonly object: ManifestObject;
  /** The PodSpec. */
  readonly spec: YamlValue;
  #containers: readonly Container[] | undefined;
  #purpose: PodPurpose | undefined;
  #security: YamlValue | undefined | null = null;
  #isWindows: boolean | undefined;
  #hasUserNamespace: boolean | undefined;

  constructor(object: ManifestObject, spec: YamlValue) {
    this.object = object;
    this.spec = spec;
  }

  /** All containers: first those that run, then init and ephemeral ones. */
  get containers(): readonly Container[] {
    this.#containers ??= [
      ...this.#list('containers', 'main'),
      ...this.#list('initContainers', 'init'),
      ...this.#list('ephemeralContainers', 'ephemeral'),
    ];
    return this.#containers;
  }

  *#list(key: string, kind: ContainerKind): Iterable<Container> {
    const list = this.spec.at(key);
    if (!list?.isList) return;
    for (const item of list.items()) if (item.isMap) yield new Container(this, item, kind);
  }

  /** The `securityContext` of the pod, which may be anything. */
  get security(): YamlValue | undefined {
    if (this.#security === null) this.#security = this.spec.at('securityContext');
    return this.#security;
  }

  /** It says that it runs on Windows, where the controls of Linux mean nothing. */
  get isWindows(): boolean {
    this.#isWindows ??= this.spec.at('os', 'name')?.text === 'windows';
    return this.#isWindows;
  }

  /** Root of its containers is nobody on the node. */
  get hasUserNamespace(): boolean {
    this.#hasUserNamespace ??= this.spec.at('hostUsers')?.boolean === false;
    return this.#hasUserNamespace;
  }

  /** What to underline when something is missing: the key of its spec. */
  get head(): { readonly start: number; readonly end: number } {
    return this.spec.headSpan;
  }

  /** The metadata of the template, or of the Pod itself. */
  get metadata(): YamlValue | undefined {
    return this.template?.at('metadata');
  }

  /** The map that holds `spec` and `metadata`; undefined where the pod's fields stand among others, as in KServe. */
  get template(): YamlValue | undefined {
    const { tree } = this.spec;
    if (this.spec.key !== 'spec') return undefined;
    const parent = tree.parent(this.spec.node);
    return parent < 0 ? undefined : new YamlValue(tree, parent);
  }

  label(name: string): string | undefined {
    return this.metadata?.at('labels', name)?.text;
  }

  annotation(name: string): string | undefined {
    return this.metadata?.at('annotations', name)?.text;
  }

  /** `spec.volumes`, each a map with a name. */
  get volumes(): readonly YamlValue[] {
    return (this.spec.at('volumes')?.items() ?? []).filter((volume) => volume.isMap);
  }

  volume(name: string | undefined): YamlValue | undefined {
    if (name === undefined) return undefined;
    for (const volume of this.spec.at('volumes')?.items() ?? []) if (volume.at('name')?.text === name) return volume;
    return undefined;
  }

  /** The containers that run side by side: no init and no ephemeral ones. */
  get mainContainers(): readonly Container[] {
    return this.containers.filter(({ kind }) => kind === 'main');
  }

  get hasGpus(): boolean {
    return this.containers.some(({ gpus }) => gpus.length > 0);
  }

  /** A controller puts more into it from another object (KServe's runtimes and configurations), so that what is missing may come from there. */
  get isCompletedElsewhere(): boolean {
    return this.object.group === 'serving.kserve.io';
  }

  /** It gets devices through claims (DRA), which its containers do not list as resources. */
  get hasClaims(): boolean {
    return this.spec.at('resourceClaims') !== undefined;
  }

  /** What it is for: some advice is right for servers and wrong for training. */
  get purpose(): PodPurpose {
    this.#purpose ??= podPurpose(this);
    return this.#purpose;
  }

  /** GPUs of all its main containers, with known counts only. */
  get gpuCount(): number {
    let count = 0;
    for (const container of this.containers)
      if (container.kind === 'main') for (const gpu of container.gpus) count += gpu.count ?? 0;
    return count;
  }
}
