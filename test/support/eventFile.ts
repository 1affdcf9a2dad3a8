import { maskedCrc32c } from '../../src/adapters/tensorboard/crc32c.ts';

/** A record of a TFRecord file. */
export function record(content: Uint8Array): Buffer {
  const bytes = Buffer.alloc(content.length + 16);
  bytes.writeBigUInt64LE(BigInt(content.length), 0);
  bytes.writeUInt32LE(maskedCrc32c(bytes, 0, 8), 8);
  bytes.set(content, 12);
  bytes.writeUInt32LE(maskedCrc32c(bytes, 12, 12 + content.length), 12 + content.length);
  return bytes;
}

/** A record of one event: an old-style scalar, as PyTorch's SummaryWriter writes it. Time is in seconds. */
export function scalarRecord(tag: string, step: number, value: number, time = step): Buffer {
  const name = Buffer.from(tag);
  const float = Buffer.alloc(4);
  float.writeFloatLE(value);
  const one = Buffer.concat([Buffer.from([0x0a, name.length]), name, Buffer.from([0x15]), float]);
  return record(Buffer.concat([timed(time, step), field(5, field(1, one))]));
}

/** What each writer begins a file with. */
export const versionRecord = () => record(Buffer.concat([timed(0, 0), field(3, Buffer.from('brain.Event:2'))]));

/** A run begins again at a step. */
export const restartRecord = (step: number) =>
  record(Buffer.concat([timed(0, step), field(7, Buffer.from([0x08, 1]))]));

function timed(time: number, step: number): Buffer {
  const seconds = Buffer.alloc(8);
  seconds.writeDoubleLE(time);
  return Buffer.concat([Buffer.from([0x09]), seconds, Buffer.from([0x10]), varint(step)]);
}

const field = (number: number, bytes: Uint8Array) =>
  Buffer.concat([Buffer.from([number * 8 + 2]), varint(bytes.length), bytes]);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}
