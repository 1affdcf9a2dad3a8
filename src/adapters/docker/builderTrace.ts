import type { BuildkitStatus, BuildkitTransfer, BuildkitVertex } from './builderStatus.ts';

/** One field of a protocol-buffers message: a number, or bytes. */
type Field =
  | { readonly number: number; readonly value: bigint }
  | { readonly number: number; readonly bytes: Uint8Array };

/**
 * The `moby.buildkit.trace` message of the engine's build stream: BuildKit's StatusResponse (api/services/control/control.proto) in protocol
 * buffers. Only the fields that are shown are read; unknown ones are passed over, as the format promises.
 */
export function parseTrace(base64: string): BuildkitStatus {
  const vertexes: BuildkitVertex[] = [];
  const statuses: BuildkitTransfer[] = [];
  const logs: BuildkitStatus['logs'][number][] = [];
  const warnings: BuildkitStatus['warnings'][number][] = [];
  for (const field of fieldsOf(Buffer.from(base64, 'base64'))) {
    if (!('bytes' in field)) continue;
    if (field.number === 1) vertexes.push(vertexOf(field.bytes));
    else if (field.number === 2) statuses.push(transferOf(field.bytes));
    else if (field.number === 3) logs.push(logOf(field.bytes));
    else if (field.number === 4) warnings.push(warningOf(field.bytes));
  }
  return { vertexes, statuses, logs, warnings };
}

function vertexOf(bytes: Uint8Array): BuildkitVertex {
  const message = new Message(bytes);
  const startedAt = message.date(5);
  const finishedAt = message.date(6);
  const error = message.text(7);
  return {
    digest: message.text(1),
    name: message.text(3),
    isCached: message.number(4) === 1,
    ...(startedAt ? { startedAt } : {}),
    ...(finishedAt ? { finishedAt } : {}),
    ...(error === '' ? {} : { error }),
  };
}

function transferOf(bytes: Uint8Array): BuildkitTransfer {
  const message = new Message(bytes);
  return { id: message.text(1), vertex: message.text(2), current: message.number(4), total: message.number(5) };
}

function logOf(bytes: Uint8Array): BuildkitStatus['logs'][number] {
  const message = new Message(bytes);
  return { vertex: message.text(1), stream: message.number(3), data: message.bytes(4) ?? new Uint8Array(0) };
}

function warningOf(bytes: Uint8Array): BuildkitStatus['warnings'][number] {
  const message = new Message(bytes);
  const range = message.bytes(7);
  const start = range && new Message(range).bytes(1);
  const line = start ? new Message(start).number(1) : 0;
  return line > 0 ? { text: message.text(3), line } : { text: message.text(3) };
}

class Message {
  readonly #fields: readonly Field[];

  constructor(bytes: Uint8Array) {
    this.#fields = fieldsOf(bytes);
  }

  bytes(number: number): Uint8Array | undefined {
    for (const field of this.#fields) if (field.number === number && 'bytes' in field) return field.bytes;
    return undefined;
  }

  text(number: number): string {
    return Buffer.from(this.bytes(number) ?? []).toString('utf8');
  }

  number(number: number): number {
    for (const field of this.#fields) if (field.number === number && 'value' in field) return Number(field.value);
    return 0;
  }

  /** google.protobuf.Timestamp: seconds and nanoseconds. */
  date(number: number): Date | undefined {
    const bytes = this.bytes(number);
    if (!bytes) return undefined;
    const stamp = new Message(bytes);
    return new Date(stamp.number(1) * 1000 + stamp.number(2) / 1e6);
  }
}

function fieldsOf(bytes: Uint8Array): readonly Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; at < bytes.length; shift += 7n) {
      const byte = bytes[at++] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const number = key >>> 3;
    const type = key & 7;
    if (type === 0) fields.push({ number, value: varint() });
    else if (type === 2) {
      const length = Number(varint());
      fields.push({ number, bytes: bytes.subarray(at, at + length) });
      at += length;
    } else if (type === 1 || type === 5) at += type === 1 ? 8 : 4;
    else throw new TypeError(`a trace of BuildKit has a field of unknown type ${type}`);
  }
  return fields;
}
