import { t } from '../../../domain/base/text.ts';
import { deploymentWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import type { Report } from '../../lint/rule.ts';
import { POD_SPEC_PATHS } from '../../manifest/builtinKinds.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';

/** `$(NAME)` in capitals: small letters are mostly commands of a shell. `$$(` stands for itself. */
const REFERENCE = /\$(\$|\(([A-Z_][A-Z0-9_]*)\))/g;
/** The kubelet sets these for every Service of the namespace. */
const SERVICE = /_(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_(?:ADDR|PORT|PROTO))?)?)$/;

/** ref-env-expansion */
export const envExpansion: ManifestRule = {
  id: 'ref-env-expansion',
  on: 'container',
  kinds: 'pods',
  severity: 'warning',
  isAboutAbsence: true,
  check(container, report) {
    // Operators add variables of their own.
    if (!POD_SPEC_PATHS.has(container.pod.object.groupKind) || container.at('envFrom')) return;
    const env = container.at('env');
    if (env && !env.isList && !env.isNull) return;
    const entries = Array.from(env?.items() ?? [], (entry) => ({ name: entry.at('name')?.text ?? '', entry }));
    const later = new Set(entries.map(({ name }) => name));
    if (later.has('')) return;
    const known = new Set<string>();
    for (const { name, entry } of entries) {
      checkText(entry.at('value'), known, later, report);
      known.add(name);
    }
    for (const key of ['command', 'args'])
      for (const word of container.at(key)?.items() ?? []) checkText(word, known, later, report);
  },
  page: () => ({
    what: 'A command, an argument or a variable refers to `$(NAME)`, and no variable of that name stands before it.',
    why: 'Kubernetes leaves the reference as it is, and the program gets the five characters and the name as a value.',
    source: 'Kubernetes documentation, Define Dependent Environment Variables.',
    bad: deploymentWith(
      'image: nginx:1.27.3\nargs: ["--port=$(HTTP_PORT_NUMBER)"]\nenv:\n  - name: PORT_NUMBER\n    value: "80"',
    ),
    good: deploymentWith(
      'image: nginx:1.27.3\nargs: ["--port=$(PORT_NUMBER)"]\nenv:\n  - name: PORT_NUMBER\n    value: "80"',
    ),
  }),
};

function checkText(
  value: YamlValue | undefined,
  known: ReadonlySet<string>,
  later: ReadonlySet<string>,
  report: Report,
): void {
  const text = value?.text;
  if (!value || text === undefined || !text.includes('$(')) return;
  for (const [, , name] of text.matchAll(REFERENCE)) {
    if (name === undefined || known.has(name) || SERVICE.test(name)) continue;
    report.at(
      value.span,
      later.has(name)
        ? t('“{0}” is set further down: $({0}) stays as it is here.', name)
        : t('No variable “{0}” is set: $({0}) stays as it is.', name),
    );
  }
}
