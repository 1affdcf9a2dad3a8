import { MASK } from './characters.ts';
import { findPlaceholders } from './findPlaceholders.ts';

const MASK_TEXT = String.fromCharCode(MASK);

/** Whether a text has placeholders of Helm, Jinja, Argo or Kubeflow Pipelines. */
export function hasTemplates(text: string): boolean {
  return text.includes('{{') || text.includes('{%');
}

/**
 * The text with its placeholders out of the way, each character replaced by one, so that all offsets stay: lines of nothing but placeholders become blank,
 * and a placeholder in a line becomes a run of `MASK`, which means “anything”.
 */
export function maskTemplates(text: string): string {
  if (!hasTemplates(text)) return text;
  const masked = maskPlaceholders(text);
  return masked.replaceAll(ONLY_MASK, (line) => line.replaceAll(MASK_TEXT, ' '));
}

function maskPlaceholders(text: string): string {
  const parts: string[] = [];
  let done = 0;
  for (const { start, end } of findPlaceholders(text)) {
    parts.push(text.slice(done, start), text.slice(start, end).replaceAll(LETTER, maskLetter));
    done = end;
  }
  return parts.join('') + text.slice(done);
}

/** A letter of a placeholder, or a line break and the indentation behind it, which a block scalar around it needs. */
const LETTER = /\n[ \t]*|[^\r\n]/g;

function maskLetter(letter: string): string {
  return letter.startsWith('\n') ? letter : MASK_TEXT;
}

const ONLY_MASK = new RegExp(`^[ \\t]*${MASK_TEXT}[ \\t${MASK_TEXT}]*(?=\\r?$)`, 'gm');
