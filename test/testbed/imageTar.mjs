// Writes container images without an engine. Times and owners are fixed, so the same content has the same digest everywhere.
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

/**
 * @typedef {object} TarEntry
 * @property {string} name Without leading slash; a directory ends with one.
 * @property {Buffer | string} [content]
 * @property {string} [linkTo] Makes it a symbolic link.
 * @property {number} [mode]
 */

/**
 * @typedef {object} ImageConfig What the containers of the image start with.
 * @property {readonly string[]} [Env]
 * @property {readonly string[]} [Cmd]
 * @property {string} [WorkingDir]
 * @property {Record<string, string>} [Labels]
 */

/** No real time: the digest shall depend on the content alone. */
const created = '1970-01-01T00:00:00Z';
const blockSize = 512;

/**
 * Writes what `docker save` writes: manifest, configuration and one layer.
 * @param {object} image
 * @param {string} image.file
 * @param {string} image.tag
 * @param {readonly (Buffer | string)[]} image.layer The layer's tar, in parts; a string is a file to read.
 * @param {ImageConfig} image.config
 */
export function writeImageTar({ file, tag, layer, config }) {
  const digest = createHash('sha256');
  let size = 0;
  for (const part of layer) {
    const bytes = typeof part === 'string' ? readFileSync(part) : part;
    digest.update(bytes);
    size += bytes.length;
  }
  const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';
  const configText = JSON.stringify({
    architecture,
    os: 'linux',
    created,
    config,
    rootfs: { type: 'layers', diff_ids: [`sha256:${digest.digest('hex')}`] },
    history: [{ created, created_by: 'trainyard test bed' }],
  });
  const configName = `${createHash('sha256').update(configText).digest('hex')}.json`;
  const manifest = JSON.stringify([{ Config: configName, RepoTags: [tag], Layers: ['layer.tar'] }]);
  const out = openSync(file, 'w');
  try {
    writeSync(
      out,
      tarBytes(
        [
          { name: 'manifest.json', content: manifest },
          { name: configName, content: configText },
        ],
        { end: false },
      ),
    );
    writeSync(out, tarHeader({ name: 'layer.tar' }, size));
    for (const part of layer) writeSync(out, typeof part === 'string' ? readFileSync(part) : part);
    writeSync(out, Buffer.alloc(padding(size) + 2 * blockSize));
  } finally {
    closeSync(out);
  }
}

/**
 * @param {readonly TarEntry[]} entries
 * @param {{end?: boolean}} [options] end: with the two empty blocks that close an archive.
 * @returns {Buffer}
 */
export function tarBytes(entries, { end = true } = {}) {
  const parts = entries.flatMap((entry) => {
    const content = Buffer.from(entry.content ?? '');
    return [tarHeader(entry, content.length), content, Buffer.alloc(padding(content.length))];
  });
  return Buffer.concat(end ? [...parts, Buffer.alloc(2 * blockSize)] : parts);
}

/**
 * One header of the ustar format.
 * @param {TarEntry} entry
 * @param {number} size
 * @returns {Buffer}
 */
function tarHeader(entry, size) {
  const directory = entry.name.endsWith('/');
  const header = Buffer.alloc(blockSize);
  const name = Buffer.from(entry.name);
  if (name.length > 100 || Buffer.byteLength(entry.linkTo ?? '') > 100)
    throw new Error(`name too long for this archive: ${entry.name}`);
  name.copy(header, 0);
  header.write(octal(entry.mode ?? (directory || entry.linkTo !== undefined ? 0o755 : 0o644), 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(size, 11), 124);
  header.write(octal(0, 11), 136);
  header.write('        ', 148);
  header.write(entry.linkTo !== undefined ? '2' : directory ? '5' : '0', 156);
  header.write(entry.linkTo ?? '', 157);
  header.write('ustar\u000000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148);
  return header;
}

/**
 * @param {number} value
 * @param {number} digits
 */
function octal(value, digits) {
  return value.toString(8).padStart(digits, '0');
}

/** @param {number} size */
function padding(size) {
  return (blockSize - (size % blockSize)) % blockSize;
}
