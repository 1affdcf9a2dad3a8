import { StringDecoder } from 'node:string_decoder';
import { parsedJson } from '../../domain/base/parsedJson.ts';
import { asRecord, type JsonRecord } from '../http/json.ts';

/** A line longer than this is given up. */
const LONGEST_LINE = 4 * 1024 * 1024;

/** Takes a stream of JSON objects, one a line, apart, in chunks of any size. Lines that are no objects are left out. */
export class JsonLines {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  push(chunk: Uint8Array): readonly JsonRecord[] {
    this.#rest += this.#decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    const lines = this.#rest.split('\n');
    this.#rest = lines.pop() ?? '';
    // Some engines end an object without a line end until the next one comes; a whole object counts all the same.
    const last = parsed(this.#rest);
    if (last !== undefined || this.#rest.length > LONGEST_LINE) this.#rest = '';
    return [...lines.map(parsed), last].filter((record) => record !== undefined);
  }
}

function parsed(line: string): JsonRecord | undefined {
  const text = line.trim();
  if (!text.startsWith('{') || !text.endsWith('}')) return undefined;
  // Undefined: half an object whose end is still to come, or no JSON at all.
  return asRecord(parsedJson(text));
}
