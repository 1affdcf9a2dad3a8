import { remembered } from '../../domain/base/remembered.ts';
import { parseQuantity } from '../../domain/cluster/quantity.ts';
import { type GpuResource, gpuResource } from '../../domain/cluster/gpu.ts';
import { type ImageRef, parseImageRef } from '../../domain/images/imageRef.ts';
import type { YamlValue } from '../yaml/yamlValue.ts';
import type { Pod } from './pod.ts';

/** `sidecar`: an init container with `restartPolicy: Always`. */
export type ContainerKind = 'main' | 'init' | 'sidecar' | 'ephemeral';

const imageOf = remembered(parseImageRef);
const quantityOf = remembered(parseQuantity);

/** A GPU that a container asks for. */
export interface GpuAsk {
  readonly resource: GpuResource;
  /** Undefined for a template or what is no number. */
  readonly count: number | undefined;
  readonly value: YamlValue;
  readonly list: 'limits' | 'requests';
}

const NO_VARIABLES: ReadonlyMap<string, YamlValue> = new Map();

/** One container of a pod. */
export class Container {
  readonly pod: Pod;
  readonly value: YamlValue;
  readonly kind: ContainerKind;
  #gpus: readonly GpuAsk[] | undefined;
  #image: ImageRef | undefined | null = null;
  #words: readonly string[] | undefined;
  #variables: ReadonlyMap<string, YamlValue> | undefined;
  #security: YamlValue | undefined | null = null;

  constructor(pod: Pod, value: YamlValue, kind: ContainerKind) {
    this.pod = pod;
    this.value = value;
    this.kind = kind === 'init' && value.at('restartPolicy')?.text === 'Always' ? 'sidecar' : kind;
  }

  get name(): string | undefined {
    return this.value.at('name')?.text;
  }

  at(...path: readonly (string | number)[]): YamlValue | undefined {
    return this.value.at(...path);
  }

  /** What to underline when something is missing: its name, else the container. */
  get head(): { readonly start: number; readonly end: number } {
    return this.value.at('name')?.span ?? this.value.headSpan;
  }

  /** The image reference; undefined when it is missing, a template or not a reference. */
  get image(): ImageRef | undefined {
    if (this.#image === null) {
      const text = this.value.at('image')?.text;
      this.#image = text === undefined ? undefined : imageOf(text);
    }
    return this.#image;
  }

  /** The amount of a resource: in cores, bytes or pieces. Undefined when it is absent, a template or no quantity. */
  amount(list: 'limits' | 'requests', resource: string): number | undefined {
    const value = this.value.at('resources', list, resource);
    const text = value?.text;
    return text === undefined ? undefined : (value?.number ?? quantityOf(text));
  }

  /** The request that the scheduler counts: a limit alone is a request too. */
  request(resource: string): number | undefined {
    return this.amount('requests', resource) ?? this.amount('limits', resource);
  }

  /** GPUs asked for, each resource once, from the limits where it stands in both. */
  get gpus(): readonly GpuAsk[] {
    this.#gpus ??= this.#findGpus();
    return this.#gpus;
  }

  #findGpus(): readonly GpuAsk[] {
    const found = new Map<string, GpuAsk>();
    for (const list of ['limits', 'requests'] as const) {
      for (const value of this.value.at('resources', list)?.items() ?? []) {
        const resource = value.key === undefined ? undefined : gpuResource(value.key);
        if (!resource || found.has(resource.name)) continue;
        found.set(resource.name, { resource, count: value.number ?? parseQuantity(value.text), value, list });
      }
    }
    return Array.from(found.values());
  }

  /** The last entry of a variable, as the kubelet takes it. */
  env(name: string): YamlValue | undefined {
    this.#variables ??= this.#findVariables();
    return this.#variables.get(name);
  }

  #findVariables(): ReadonlyMap<string, YamlValue> {
    const entries = this.value.at('env')?.items() ?? [];
    if (entries.length === 0) return NO_VARIABLES;
    const found = new Map<string, YamlValue>();
    for (const entry of entries) {
      const name = entry.at('name')?.text;
      if (name !== undefined) found.set(name, entry);
    }
    return found;
  }

  /** `securityContext`, which may be anything. */
  get security(): YamlValue | undefined {
    if (this.#security === null) this.#security = this.value.at('securityContext');
    return this.#security;
  }

  /** `volumeMounts`, each a map. */
  get mounts(): readonly YamlValue[] {
    return (this.value.at('volumeMounts')?.items() ?? []).filter((mount) => mount.isMap);
  }

  /** The mount of a folder, whether a slash ends it or not. */
  mountAt(path: string): YamlValue | undefined {
    for (const mount of this.value.at('volumeMounts')?.items() ?? []) {
      const mounted = mount.at('mountPath')?.text;
      if (mounted === path || mounted === `${path}/`) return mount;
    }
    return undefined;
  }

  /** The literal value of a variable; undefined when it comes from elsewhere. */
  envText(name: string): string | undefined {
    return this.env(name)?.at('value')?.text;
  }

  get isPrivileged(): boolean {
    return this.security?.at('privileged')?.boolean === true;
  }

  /** The words of `command` and `args`, in order; templates are left out. */
  get words(): readonly string[] {
    this.#words ??= ['command', 'args'].flatMap((key) =>
      Array.from(this.value.at(key)?.items() ?? []).flatMap((item) => item.text ?? []),
    );
    return this.#words;
  }
}
