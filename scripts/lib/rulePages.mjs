// @ts-check
// Pages of rules, as Markdown.

/** @typedef {import('../../src/language/lint/rule.ts').RuleInfo} RuleInfo */

const FIXES = { safe: 'by `--fix`, and in the editor', choice: 'in the editor, one at a time' };
/** What ids begin with, in the order of the index. */
const GROUPS = /** @type {const} */ ([
  ['yaml', 'YAML'],
  ['k8s', 'Fields and kinds'],
  ['crd', 'Custom resources'],
  ['gpu', 'GPUs'],
  ['docker', 'Dockerfiles'],
  ['compose', 'Compose'],
  ['sec', 'Security'],
  ['rbac', 'Access'],
  ['net', 'Network'],
  ['spec', 'trainyard.yaml'],
  ['suppression', 'Suppressions'],
]);

/**
 * @param {RuleInfo} rule
 * @returns {string}
 */
export function rulePageText(rule) {
  const { what, why, source, bad, good } = rule.page();
  const fence = rule.id.startsWith('docker-') ? 'dockerfile' : 'yaml';
  const facts = [
    ['Severity', rule.isOff ? `${rule.severity}, off until asked for` : rule.severity],
    ...profileFacts(rule),
    ['Looks at', rule.kinds],
    ['Repaired', rule.fix ? FIXES[rule.fix] : 'by hand'],
    ...nameFacts(rule),
    ['Source', source],
  ];
  return [
    `# ${rule.id}`,
    '',
    what,
    '',
    why,
    '',
    '| | |',
    '|---|---|',
    ...facts.map(([name, value]) => `| ${name} | ${cell(value ?? '')} |`),
    '',
    '## Wrong',
    '',
    ...fenced(fence, bad),
    '',
    '## Right',
    '',
    ...fenced(fence, good),
    '',
    'Made from the rule itself by `scripts/ruleFiles.mjs`. [All rules](README.md) · [configuration and suppression](../lint.md)',
    '',
  ].join('\n');
}

/** @param {RuleInfo} rule */
function nameFacts({ aliases = [] }) {
  const named = (/** @type {string} */ title, /** @type {boolean} */ isElsewhere) => {
    const names = aliases.filter((alias) => alias.includes('/') === isElsewhere);
    return names.length === 0 ? [] : [[title, names.map((name) => `\`${name}\``).join(', ')]];
  };
  return [...named('Elsewhere', true), ...named('Found as well as', false)];
}

/** @param {RuleInfo} rule */
function profileFacts({ profiles = {} }) {
  const said = Object.entries(profiles).map(([profile, severity]) => `${profile}: ${severity}`);
  return said.length === 0 ? [] : [['In profiles', said.join(', ')]];
}

/** Examples of damaged files may be long beyond reading, and may hold a fence themselves. */
const MOST_CHARACTERS = 4000;

/**
 * @param {string} language
 * @param {string} text
 */
function fenced(language, text) {
  const shown = text.length > MOST_CHARACTERS ? `${text.slice(0, 60)}…` : text;
  const ticks = Array.from(shown.matchAll(/`{3,}/g), ([run]) => run.length);
  const fence = '`'.repeat(Math.max(2, ...ticks) + 1);
  return [`${fence}${language}`, shown.replaceAll('\r', '').trimEnd(), fence];
}

/** @param {string} text */
function cell(text) {
  return text.replaceAll('|', String.raw`\|`).replaceAll('\n', ' ');
}

/** @param {readonly RuleInfo[]} rules */
export function ruleIndexPage(rules) {
  const groups = new Map(
    GROUPS.map(([prefix, title]) => [`${prefix}-`, { title, rules: /** @type {RuleInfo[]} */ ([]) }]),
  );
  const others = { title: 'Workloads and services', rules: /** @type {RuleInfo[]} */ ([]) };
  for (const rule of rules) {
    const prefix = Array.from(groups.keys()).find((one) => rule.id.startsWith(one));
    (prefix === undefined ? others : (groups.get(prefix) ?? others)).rules.push(rule);
  }
  const sections = [...groups.values(), others].filter((group) => group.rules.length > 0);
  return [
    '# Rules of the linter',
    '',
    `${rules.length} rules. Made by \`scripts/ruleFiles.mjs\`; [how to choose among them](../lint.md), [what other linters check](../lint-coverage.md).`,
    ...sections.flatMap(({ title, rules: own }) => ['', `## ${title}`, '', ...table(own)]),
    '',
  ].join('\n');
}

/** @param {readonly RuleInfo[]} rules */
function table(rules) {
  return [
    '| rule | severity | repaired | finds |',
    '|---|---|---|---|',
    ...rules.map((rule) => {
      const severity = rule.isOff ? `(${rule.severity})` : rule.severity;
      return `| [${rule.id}](${rule.id}.md) | ${severity} | ${rule.fix ?? ''} | ${cell(rule.page().what)} |`;
    }),
  ];
}
