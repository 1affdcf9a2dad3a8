// @ts-check
// Which checks of other linters a rule of ours covers, from the names that rules carry.
import { readFileSync } from 'node:fs';

/** @typedef {import('../../src/language/lint/rule.ts').RuleInfo} RuleInfo */
/** @typedef {{peer: string, name: string, version: string, licence: string, checks: readonly string[]}} Peer */

/** @returns {readonly Peer[]} */
const readPeers = () => JSON.parse(readFileSync(new URL('peerChecks.json', import.meta.url), 'utf8'));

/**
 * Every id that was planned, and why some of them are no rules.
 * @returns {{ids: readonly string[], unchecked: Readonly<Record<string, string>>}}
 */
export const readPlanned = () => JSON.parse(readFileSync(new URL('plannedRules.json', import.meta.url), 'utf8'));

/** @param {readonly RuleInfo[]} rules */
export function coveragePage(rules) {
  const byAlias = rulesByAlias(rules);
  const peers = readPeers();
  const covered = (/** @type {Peer} */ { peer, checks }) =>
    checks.filter((check) => byAlias.has(canonical(`${peer}/${check}`)));
  const own = rules.filter(({ aliases = [] }) => !aliases.some((alias) => alias.includes('/'))).length;
  return [
    '# What other linters check',
    '',
    'Made by `scripts/ruleFiles.mjs` from the rules themselves. Names of checks are facts; rules and texts are our own. Their marks to ignore a check',
    'count here too, see [suppression](lint.md#suppression). [How far their tests agree](lint-agreement.md).',
    '',
    `Trainyard has ${rules.length} rules; ${own} of them have no counterpart in these linters.`,
    '',
    '| linter | looked at | licence | checks | covered |',
    '|---|---|---|---:|---:|',
    ...peers.map(
      (peer) =>
        `| ${peer.name} | ${peer.version} | ${peer.licence} | ${peer.checks.length} | ${covered(peer).length} |`,
    ),
    ...peers.flatMap((peer) => peerSection(peer, byAlias)),
    ...uncheckedSection(),
    '',
  ].join('\n');
}

/**
 * @param {Peer} peer
 * @param {ReadonlyMap<string, readonly string[]>} byAlias
 */
function peerSection({ peer, name, checks }, byAlias) {
  const rows = checks.map((check) => {
    const rules = byAlias.get(canonical(`${peer}/${check}`)) ?? [];
    return `| \`${check}\` | ${rules.map((id) => `[${id}](rules/${id}.md)`).join(', ')} |`;
  });
  return ['', `## ${name}`, '', '| check | rules here |', '|---|---|', ...rows];
}

/** What no text of a project tells, so that a rule would guess. */
function uncheckedSection() {
  const rows = Object.entries(readPlanned().unchecked).map(([id, why]) => `| \`${id}\` | ${why} |`);
  return ['', '## Not checked, and why', '', '| would be | why it is not |', '|---|---|', ...rows];
}

/**
 * Trivy writes DS021, DS-0021 and AVD-DS-0021 for one check.
 * @param {string} alias
 */
function canonical(alias) {
  return alias.replace(/^trivy\/(?:AVD-)?([A-Z]+)-?0*(\d+)$/, 'trivy/$1-$2');
}

/** @param {readonly RuleInfo[]} rules */
function rulesByAlias(rules) {
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const { id, aliases = [] } of rules) {
    for (const alias of aliases) found.set(canonical(alias), [...(found.get(canonical(alias)) ?? []), id]);
  }
  return found;
}

/**
 * Names of checks that the linter they are said to be of does not have; linters that are not listed are not judged.
 * @param {readonly RuleInfo[]} rules
 */
export function unknownAliases(rules) {
  const known = new Map(
    readPeers().map(({ peer, checks }) => [peer, new Set(checks.map((check) => canonical(`${peer}/${check}`)))]),
  );
  return rules.flatMap(({ id, aliases = [] }) =>
    aliases.flatMap((alias) => {
      const [peer = '', ...rest] = alias.split('/');
      const checks = known.get(peer);
      const isShellCheck = peer === 'hadolint' && /^SC\d{4}$/.test(rest.join('/'));
      return checks && !isShellCheck && !checks.has(canonical(alias))
        ? [`${id}: ${peer} has no check “${rest.join('/')}”`]
        : [];
    }),
  );
}
