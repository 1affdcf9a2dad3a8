// @ts-check
// What the fields of Compose files and GitHub workflows mean and may be, from the schemas of their own projects.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { jsonRecord } from '../../src/language/schema/jsonRecord.ts';
import { cacheFolder, fillOnce } from '../lib/cacheFolder.mjs';
import { shortened } from './descriptions.mjs';
import { goModuleFiles } from './goModule.mjs';
import { compose, workflow } from './sources.mjs';

/** @import { FieldNode } from '../../src/language/editing/help/fields/fieldNode.ts' */

/** They stand beside the fields while somebody chooses one. */
const MOST_LETTERS = 180;
const SCALARS = new Set(['string', 'number', 'integer', 'boolean']);
/** No file is nested deeper. */
const DEEPEST = 12;

/** @returns {Promise<{format: 1, compose: FieldNode, workflow: FieldNode}>} */
export async function fieldTrees() {
  const composeFolder = await goModuleFiles(compose.module, [compose.file]);
  const composeSchema = jsonRecord(JSON.parse(readFileSync(join(composeFolder, compose.file), 'utf8')));
  const workflowSchema = jsonRecord(
    JSON.parse(readFileSync(join(await packageFolder(workflow), workflow.file), 'utf8')),
  );
  const definitions = jsonRecord(workflowSchema['definitions']);
  return {
    format: 1,
    compose: fromJsonSchema(composeSchema, composeSchema, 0),
    workflow: fromWorkflow(workflow.root, { definitions, within: [] }),
  };
}

/**
 * Alternatives are joined: a name or a map of fields is both.
 * @param {unknown} schema
 * @param {Readonly<Record<string, unknown>>} root
 * @param {number} depth
 * @returns {FieldNode}
 */
function fromJsonSchema(schema, root, depth) {
  const { $ref: reference, ...own } = jsonRecord(schema);
  if (depth > DEEPEST) return {};
  const inner = typeof reference === 'string' ? fromJsonSchema(resolved(reference, root), root, depth) : {};
  const parts = [own['oneOf'], own['anyOf'], own['allOf']].flatMap((list) => (Array.isArray(list) ? list : []));
  /** @type {FieldNode} */
  const node = {
    ...described(own['description']),
    ...fieldsOf(jsonRecord(own['properties']), (value) => fromJsonSchema(value, root, depth + 1)),
    ...anyKey(own, (value) => fromJsonSchema(value, root, depth + 1)),
    ...('items' in own ? { i: itemOf(fromJsonSchema(own['items'], root, depth + 1)) } : {}),
    ...choices(own),
    ...(Array.isArray(own['required']) ? { r: own['required'].map(String) } : {}),
  };
  return [inner, ...parts.map((part) => fromJsonSchema(part, root, depth + 1))].reduce(joined, node);
}

/**
 * What the schema says of texts in lists is that they are texts in lists.
 * @param {FieldNode} node
 * @returns {FieldNode}
 */
function itemOf({ d: _said, ...node }) {
  return node;
}

/**
 * @param {string} reference `#/definitions/service`
 * @param {Readonly<Record<string, unknown>>} root
 */
function resolved(reference, root) {
  return reference
    .split('/')
    .slice(1)
    .reduce((/** @type {unknown} */ at, name) => jsonRecord(at)[name], root);
}

/** @param {Readonly<Record<string, unknown>>} schema */
function choices({ enum: values, type }) {
  if (Array.isArray(values)) return { e: values.map(String), s: /** @type {const} */ (1) };
  const types = Array.isArray(type) ? type : [type];
  return {
    ...(types.includes('boolean') ? { e: ['true', 'false'] } : {}),
    ...(types.some((one) => SCALARS.has(one)) ? { s: /** @type {const} */ (1) } : {}),
  };
}

/**
 * @param {Readonly<Record<string, unknown>>} schema
 * @param {(value: unknown) => FieldNode} read
 */
function anyKey({ patternProperties, additionalProperties }, read) {
  const pattern = Object.entries(jsonRecord(patternProperties)).find(([name]) => !name.startsWith('^x-'));
  const value = pattern?.[1] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
  return value === undefined ? {} : { x: read(value) };
}

/**
 * @param {Readonly<Record<string, unknown>>} properties
 * @param {(value: unknown) => FieldNode} read
 * @returns {Pick<FieldNode, 'f'>}
 */
function fieldsOf(properties, read) {
  const entries = Object.entries(properties).map(([name, value]) => /** @type {const} */ ([name, read(value)]));
  return entries.length > 0 ? { f: Object.fromEntries(entries) } : {};
}

/**
 * What is said first of both is believed.
 * @param {FieldNode} a
 * @param {FieldNode} b
 * @returns {FieldNode}
 */
function joined(a, b) {
  const e = [...new Set([...(a.e ?? []), ...(b.e ?? [])])];
  return {
    ...b,
    ...a,
    ...((a.f ?? b.f) ? { f: { ...b.f, ...a.f } } : {}),
    ...(e.length > 0 ? { e } : {}),
  };
}

/**
 * A definition of the workflow parser: `mapping` with known or any keys, `sequence`, `one-of`, or a scalar.
 * @param {unknown} definition Its name, or `{type, description}` around a name.
 * @param {{definitions: Readonly<Record<string, unknown>>, within: readonly string[]}} reading Steps hold steps: what is inside of itself is not told again.
 * @returns {FieldNode}
 */
function fromWorkflow(definition, { definitions, within }) {
  const outer = jsonRecord(definition);
  const name = typeof definition === 'string' ? definition : String(outer['type']);
  if (within.includes(name)) return {};
  const known = jsonRecord(definitions[name]);
  const inner = { definitions, within: [...within, name] };
  const mapping = jsonRecord(known['mapping']);
  const required = Object.entries(jsonRecord(mapping['properties'])).filter(
    ([, value]) => jsonRecord(value)['required'] === true,
  );
  /** @type {FieldNode} */
  const node = {
    ...described(outer['description'] ?? known['description']),
    ...fieldsOf(jsonRecord(mapping['properties']), (value) => fromWorkflow(value, inner)),
    ...('loose-value-type' in mapping ? { x: fromWorkflow(mapping['loose-value-type'], inner) } : {}),
    ...('sequence' in known ? { i: fromWorkflow(jsonRecord(known['sequence'])['item-type'], inner) } : {}),
    ...workflowChoices(known),
    ...(required.length > 0 ? { r: required.map(([field]) => field) } : {}),
  };
  const others = Array.isArray(known['one-of']) ? known['one-of'] : [];
  return others.map((other) => fromWorkflow(other, inner)).reduce(joined, node);
}

/** @param {Readonly<Record<string, unknown>>} definition */
function workflowChoices(definition) {
  const { constant } = jsonRecord(definition['string']);
  const s = /** @type {const} */ (1);
  if (typeof constant === 'string') return { e: [constant], s };
  const allowed = definition['allowed-values'];
  if (Array.isArray(allowed)) return { e: allowed.map(String), s };
  if ('boolean' in definition) return { e: ['true', 'false'], s };
  return 'string' in definition || 'number' in definition ? { s } : {};
}

/**
 * Without the address of the page, which is no sentence.
 * @param {unknown} text
 */
function described(text) {
  if (typeof text !== 'string') return {};
  const plain = text.replaceAll(/\[Documentation\]\([^)]*\)/g, '').replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1');
  return plain.trim() === '' ? {} : { d: shortened(plain, MOST_LETTERS) };
}

/**
 * @param {{package: string, version: string, integrity: string}} source Of the npm registry.
 * @returns {Promise<string>} The unpacked package.
 */
async function packageFolder({ package: name, version, integrity }) {
  const folder = cacheFolder('schemas', `${name.replaceAll('/', '_')}@${version}`);
  if (existsSync(folder)) return folder;
  await fillOnce(folder, async (partial) => {
    execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', partial, `${name}@${version}`]);
    const archive = join(partial, readdirSync(partial).find((file) => file.endsWith('.tgz')) ?? '');
    const sum = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
    if (sum !== integrity) throw new Error(`${name}@${version} has the sum ${sum}, not ${integrity}`);
    execFileSync('tar', ['-xzf', archive, '-C', partial, '--strip-components=1']);
    rmSync(archive);
  });
  return folder;
}
