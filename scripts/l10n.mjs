// @ts-check
// Collects the texts of `t('…')` into l10n/bundle.l10n.json, which VS Code hands to translators and to vscode.l10n.
//   node scripts/l10n.mjs [--check] [--pseudo FILE]
// --check writes nothing and fails when the bundle is not up to date. --pseudo also writes a bundle of lengthened, accented texts, which
// shows in a running window what was forgotten and what does not fit.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseSync, Visitor } from 'oxc-parser';

/** @typedef {{messages: string[], problems: string[]}} Collected */

/**
 * @param {string} path For problems.
 * @param {string} text
 * @returns {Collected} The texts of one file, and what is wrong with its calls.
 */
export function collectMessages(path, text) {
  /** @type {Collected} */
  const found = { messages: [], problems: [] };
  const visitor = new Visitor({
    CallExpression(call) {
      if (call.callee.type !== 'Identifier' || call.callee.name !== 't') return;
      const [first, ...args] = call.arguments;
      const message = first?.type === 'Literal' && typeof first.value === 'string' ? first.value : undefined;
      const place = `${path}:${text.slice(0, call.start).split('\n').length}`;
      if (message === undefined) found.problems.push(`${place}: the text of t() must be one string literal`);
      else {
        found.messages.push(message);
        const problem = args.some((one) => one.type === 'SpreadElement') ? '' : argumentProblem(message, args.length);
        if (problem !== '') found.problems.push(`${place}: ${problem}`);
      }
    },
  });
  visitor.visit(parseSync(path, text).program);
  return found;
}

/**
 * @param {string} message
 * @param {number} count Arguments beside the message.
 * @returns {string} Empty when every place has its argument and the other way round.
 */
function argumentProblem(message, count) {
  const used = new Set([...message.matchAll(/\{(\d+)\}/g)].map((match) => Number(match[1])));
  const wanted = Array.from({ length: count }, (_, index) => index);
  if (used.size === count && wanted.every((index) => used.has(index))) return '';
  return `"${message}" has the places ${[...used].join(', ') || 'none'} and ${count} arguments`;
}

/**
 * @param {string} root
 * @returns {Collected} Sorted, each text once.
 */
export function collectAll(root) {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => `src/${path.replaceAll('\\', '/')}`)
    .sort();
  const all = files.map((path) => collectMessages(path, readFileSync(join(root, path), 'utf8')));
  return {
    messages: [...new Set(all.flatMap(({ messages }) => messages))].sort(),
    problems: all.flatMap(({ problems }) => problems),
  };
}

/** @param {readonly string[]} messages */
export const bundleText = (messages) =>
  `${JSON.stringify(Object.fromEntries(messages.map((message) => [message, message])), null, 2)}\n`;

/**
 * A stand-in translation: every letter stays readable, every text is a third longer, places stay as they are.
 * @param {string} message
 */
export function pseudoText(message) {
  const plain = 'aceinosuyACEINOSUY';
  const accented = 'àçéîñöšûýÀÇÉÎÑÖŠÛÝ';
  const text = message.replaceAll(/\{\d+\}|./gs, (part) =>
    part.length > 1 ? part : (accented[plain.indexOf(part)] ?? part),
  );
  return `[${text}${'~'.repeat(Math.ceil(message.length / 3))}]`;
}

function main() {
  const root = resolve(import.meta.dirname, '..');
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false }, pseudo: { type: 'string' } } });
  const { messages, problems } = collectAll(root);
  for (const problem of problems) console.error(problem);
  const file = join(root, 'l10n/bundle.l10n.json');
  const wanted = bundleText(messages);
  const isCurrent = existsSync(file) && readFileSync(file, 'utf8') === wanted;
  if (values.check && !isCurrent) console.error('l10n/bundle.l10n.json is not up to date: run "node scripts/l10n.mjs"');
  if (!values.check && !isCurrent) write(file, wanted);
  if (values.pseudo !== undefined) {
    const texts = messages.map((message) => [message, pseudoText(message)]);
    write(resolve(values.pseudo), `${JSON.stringify(Object.fromEntries(texts), null, 2)}\n`);
  }
  console.log(`${messages.length} texts`);
  process.exitCode = problems.length > 0 || (values.check && !isCurrent) ? 1 : 0;
}

/**
 * @param {string} file
 * @param {string} text
 */
function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

if (process.argv[1] === import.meta.filename) main();
