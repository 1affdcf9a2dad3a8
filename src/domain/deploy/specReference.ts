import type { Field, RecordShape, Shape } from './shape.ts';
import { recordsOf } from './shape.ts';
import { expectedText } from './shapeText.ts';

/** The reference of all fields as Markdown: one table for each record, in the order in which they are met. */
export function specReference(root: RecordShape): string {
  const records: RecordShape[] = [];
  collect(root, records);
  return records.map((record) => `${heading(record)}\n\n${table(record)}`).join('\n\n');
}

function collect(record: RecordShape, records: RecordShape[]): void {
  if (records.some((known) => known.id === record.id)) return;
  records.push(record);
  for (const field of record.fields.values()) {
    for (const inner of recordsOf(elementOf(field.shape))) collect(inner, records);
  }
}

/** What is in a list or a map. */
function elementOf(shape: Shape): Shape {
  return shape.kind === 'list' || shape.kind === 'map' ? elementOf(shape.of) : shape;
}

function heading({ id, title }: RecordShape): string {
  return `### <a id="${id}"></a>${title.charAt(0).toUpperCase()}${title.slice(1)}`;
}

function table({ fields, exactlyOne }: RecordShape): string {
  const rows = Array.from(
    fields,
    ([name, field]) => `| ${nameCell(name, field, exactlyOne)} | ${typeCell(field.shape)} | ${docCell(field)} |`,
  );
  return ['| Field | Value | Meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

function nameCell(name: string, field: Field, groups: RecordShape['exactlyOne']): string {
  const mark = field.isRequired
    ? ' (required)'
    : groups?.some((group) => group.includes(name))
      ? ' (one of these)'
      : '';
  return `\`${name}\`${mark}`;
}

function typeCell(shape: Shape): string {
  const record = (id: string, title: string) => `[${title}](#${id})`;
  if (shape.kind === 'record') return record(shape.id, shape.title);
  if (shape.kind === 'list') return `list of: ${typeCell(shape.of)}`;
  if (shape.kind === 'map') return `names with: ${typeCell(shape.of)}`;
  if (shape.kind === 'either') return shape.of.map(typeCell).join(' or ');
  if (shape.kind === 'choice') return shape.values.map((one) => `\`${one.value}\``).join(', ');
  return escape(expectedText(shape));
}

function docCell(field: Field): string {
  const parts = [field.doc];
  if (field.variant !== undefined) parts.push(`Only for \`kind: ${field.variant}\`.`);
  if (field.shape.kind === 'choice')
    parts.push(...field.shape.values.filter((one) => one.doc !== '').map((one) => `\`${one.value}\`: ${one.doc}`));
  if (field.default !== undefined)
    parts.push(`Default: ${/[`\s]/.test(field.default) ? field.default : `\`${field.default}\``}.`);
  if (field.example !== undefined) parts.push(`Example: \`${field.example}\`.`);
  return escape(parts.join(' '));
}

function escape(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
