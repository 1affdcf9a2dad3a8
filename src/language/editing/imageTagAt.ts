import type { Span } from '../../domain/deploy/specNode.ts';
import { parseImageRef } from '../../domain/images/imageRef.ts';
import { Dockerfile } from '../dockerfile/dockerfile.ts';
import type { FileLanguage } from '../lint/fileLanguage.ts';
import { readManifests } from '../manifest/manifestFile.ts';
import { dockerCursorAt } from './help/docker/dockerCursor.ts';
import { probeCursor } from './manifest/cursorProbe.ts';

/** A cursor behind the colon of an image's tag. */
export interface ImageTagPlace {
  /** What stands before the colon; a name of a repository. */
  readonly name: string;
  /** The tag up to the cursor. */
  readonly typed: string;
  /** The whole tag. */
  readonly word: Span;
}

/** A line of YAML up to a cursor in the value of a field that names an image; most lines are none, which is seen here. */
const IMAGE_LINE = /(?:^|[\s{,])["']?(?:image|name|container)["']?:\s+["']?([^\s"',{}[\]]*:[\w.-]*)$/;

/** The tag that is written at an offset of a file; undefined where none is. `language` undefined: YAML that nobody here knows. */
export function imageTagAt(
  text: string,
  offset: number,
  language: FileLanguage | undefined,
): ImageTagPlace | undefined {
  const start = language === 'dockerfile' ? inDockerfile(text, offset) : inYaml(text, offset, language);
  return start === undefined ? undefined : tagBehind(text, start, offset);
}

/** Where the image begins. */
function inDockerfile(text: string, offset: number): number | undefined {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  if (!/:[\w.-]*$/.test(line)) return undefined;
  const cursor = dockerCursorAt(new Dockerfile(text), offset);
  if (cursor?.at !== 'arguments') return undefined;
  const { instruction, index, before, word } = cursor;
  const flag = /^--from=/.exec(before)?.[0];
  if (flag !== undefined) return instruction.keyword === 'COPY' ? word.start + flag.length : undefined;
  return instruction.keyword === 'FROM' && index === 0 ? word.start : undefined;
}

function inYaml(text: string, offset: number, language: FileLanguage | undefined): number | undefined {
  const written = IMAGE_LINE.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset))?.[1];
  if (written === undefined) return undefined;
  const document = readManifests(text).findLast(({ start }) => start <= offset);
  const probe = document && probeCursor(document.text, offset - document.start);
  if (probe?.place !== 'value') return undefined;
  const { key, parent } = probe.value;
  const isImage =
    key === 'image' ||
    (language === 'gitlab' && key === 'name' && parent?.key === 'image') ||
    (language === 'workflow' && key === 'container');
  return isImage ? offset - written.length : undefined;
}

function tagBehind(text: string, start: number, offset: number): ImageTagPlace | undefined {
  const written = text.slice(start, offset);
  const colon = written.lastIndexOf(':');
  const name = written.slice(0, colon);
  if (colon < 0 || written.indexOf('/', colon) >= 0 || !isName(name)) return undefined;
  const end = offset + (/^[\w.-]*/.exec(text.slice(offset, offset + LONGEST_TAG))?.[0].length ?? 0);
  // Behind a digest a tag says nothing; what goes on otherwise is no tag.
  if (/^[@:/$]/.test(text.slice(end, end + 1))) return undefined;
  return { name, typed: written.slice(colon + 1), word: { start: start + colon + 1, end } };
}

/** A name of a repository alone. */
function isName(text: string): boolean {
  const ref = parseImageRef(text);
  return ref !== undefined && ref.tag === undefined && ref.digest === undefined;
}

const LONGEST_TAG = 128;
