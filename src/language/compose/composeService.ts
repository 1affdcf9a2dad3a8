import type { Span } from '../../domain/deploy/specNode.ts';
import { type ImageRef, parseImageRef } from '../../domain/images/imageRef.ts';
import type { YamlValue } from '../yaml/yamlValue.ts';
import type { ComposeFile } from './composeFile.ts';

/** `environment`, `labels`: a pair of a map or of a list. */
export interface ComposePair {
  readonly name: string;
  /** Undefined without a value, which is then taken from outside. */
  readonly value: string | undefined;
  readonly span: Span;
}

/** One port of a service, as the host sees it. */
export interface ComposePort {
  /** `8080`; undefined when it is not published, or a range or variable. */
  readonly published: string | undefined;
  readonly address: string;
  readonly protocol: string;
  readonly span: Span;
}

/** One mount of a service. */
export interface ComposeMount {
  /** A name is a named volume, a path a folder of the host; undefined for an anonymous volume. */
  readonly source: string | undefined;
  readonly target: string;
  readonly span: Span;
  readonly type: 'bind' | 'volume' | 'tmpfs' | 'other';
}

/** One service of a Compose file. */
export class ComposeService {
  readonly file: ComposeFile;
  readonly value: YamlValue;
  readonly name: string;
  #image: ImageRef | undefined | null = null;

  constructor(file: ComposeFile, value: YamlValue, name: string) {
    this.file = file;
    this.value = value;
    this.name = name;
  }

  at(...path: readonly (string | number)[]): YamlValue | undefined {
    return this.value.at(...path);
  }

  /** What to underline when something is missing. */
  get head(): Span {
    return this.value.headSpan;
  }

  /** Fields may come from another service or another file. */
  get isPart(): boolean {
    return this.file.isPart || this.at('extends') !== undefined;
  }

  /** The text of a field; undefined when a variable stands in it, because its value comes from outside. */
  text(...path: readonly (string | number)[]): string | undefined {
    const text = this.at(...path)?.text;
    return text === undefined || text.includes('$') ? undefined : text;
  }

  get image(): ImageRef | undefined {
    if (this.#image === null) {
      const text = this.text('image');
      this.#image = text === undefined ? undefined : parseImageRef(text);
    }
    return this.#image;
  }

  /** `registry/repository`, with the defaults of Docker Hub filled in. */
  get repository(): string {
    return this.image ? `${this.image.registry}/${this.image.repository}` : '';
  }

  /** Device reservations that may be for GPUs. */
  get devices(): readonly YamlValue[] {
    return Array.from(this.at('deploy', 'resources', 'reservations', 'devices')?.items() ?? []).filter(
      (device) => device.isMap,
    );
  }

  /** Whether it asks for GPUs in any form. */
  get asksForGpus(): boolean {
    return (
      this.at('gpus') !== undefined ||
      this.text('runtime') === 'nvidia' ||
      this.devices.some((device) => isForGpus(device))
    );
  }

  /** All words of its program and arguments as one text; empty when they are of the image. */
  get command(): string {
    return [this.at('entrypoint'), this.at('command')]
      .flatMap((value) => (value?.isList ? Array.from(value.items(), ({ text }) => text ?? '') : (value?.text ?? [])))
      .join(' ');
  }

  pairs(field: string): readonly ComposePair[] {
    return Array.from(this.at(field)?.items() ?? []).flatMap((entry) => {
      if (entry.key !== undefined)
        return entry.key === '<<' ? [] : { name: entry.key, value: entry.text, span: entry.keySpan ?? entry.span };
      const { text, span } = entry;
      if (text === undefined) return [];
      const equals = text.indexOf('=');
      return {
        name: equals < 0 ? text : text.slice(0, equals),
        value: equals < 0 ? undefined : text.slice(equals + 1),
        span,
      };
    });
  }

  get ports(): readonly ComposePort[] {
    return Array.from(this.at('ports')?.items() ?? []).flatMap((entry) => {
      if (entry.isMap) {
        const published = entry.at('published')?.text;
        return {
          published: published !== undefined && /^\d+$/.test(published) ? published : undefined,
          address: entry.at('host_ip')?.text ?? '',
          protocol: entry.at('protocol')?.text ?? 'tcp',
          span: entry.span,
        };
      }
      const [, address = '', published, , protocol = 'tcp'] =
        /^(?:(.*?):)?(?:(\d+):)(\d+)(?:\/(\w+))?$/.exec(entry.text ?? '') ?? [];
      return entry.text === undefined ? [] : { published, address, protocol, span: entry.span };
    });
  }

  get mounts(): readonly ComposeMount[] {
    return Array.from(this.at('volumes')?.items() ?? []).flatMap((entry) => {
      if (entry.isMap) {
        const type = entry.at('type')?.text;
        const target = entry.at('target')?.text ?? '';
        return {
          source: entry.at('source')?.text,
          target,
          span: entry.at('source')?.span ?? entry.span,
          type: type === 'bind' || type === 'volume' || type === 'tmpfs' ? type : 'other',
        } as const;
      }
      return entry.text === undefined ? [] : shortMount(entry.text, entry.span);
    });
  }

  /** Names below a field: items of a list, or keys of a map. */
  names(field: string): readonly { readonly name: string; readonly span: Span; readonly value: YamlValue }[] {
    return Array.from(this.at(field)?.items() ?? []).flatMap((value) => {
      const name = value.key ?? value.at('source')?.text ?? value.text;
      if (name === undefined || name === '<<' || name.includes('$')) return [];
      return { name, span: value.keySpan ?? value.at('source')?.span ?? value.span, value };
    });
  }
}

function shortMount(text: string, span: Span): ComposeMount | readonly [] {
  if (text.includes('$')) return [];
  const parts = text.split(':');
  // `C:\data:/x` begins with a drive.
  const isDrive = /^[A-Za-z]$/.test(parts[0] ?? '') && /^[\\/]/.test(parts[1] ?? '');
  const source = isDrive ? `${parts[0] ?? ''}:${parts[1] ?? ''}` : parts[0];
  const target = parts[isDrive ? 2 : 1];
  if (target === undefined) return { source: undefined, target: text, span, type: 'volume' };
  return { source, target, span, type: /^(?:[.~/\\]|[A-Za-z]:)/.test(source ?? '') ? 'bind' : 'volume' };
}

/** Whether a device reservation is for GPUs: by its capabilities, its driver or its ids. */
export function isForGpus(device: YamlValue): boolean {
  for (const { text } of device.at('capabilities')?.items() ?? []) if (text === 'gpu' || text === 'nvidia') return true;
  return device.at('driver')?.text === 'nvidia';
}
