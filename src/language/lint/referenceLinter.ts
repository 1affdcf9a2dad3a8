import { nearestName } from '../../domain/deploy/nearestName.ts';
import { t } from '../../domain/base/text.ts';
import type { Span } from '../../domain/deploy/specNode.ts';
import { referenceRules } from '../rules/references/referenceRules.ts';
import type { Definition, Labels, Reference, Selector } from '../workspace/objectSymbols.ts';
import { MONITOR } from '../workspace/selectors.ts';
import { fits, type IndexedDocument, type Placed, type WorkspaceIndex } from '../workspace/workspaceIndex.ts';
import { ActiveRules } from './activeRules.ts';
import type { Finding, Fix } from './finding.ts';
import type { FindingSink } from './findingSink.ts';
import { folderOf } from './folderOf.ts';
import type { LintConfig } from './lintConfig.ts';
import { checkRelations } from './relationChecks.ts';

/** Names that a misspelt one is compared with; in a workspace with more, thousands of dangling names would be compared with thousands. */
const MOST_NAMES = 500;

/** Names that every cluster has. */
const EVERYWHERE = new Set([
  'default',
  'cluster-admin',
  'admin',
  'edit',
  'view',
  'system-node-critical',
  'system-cluster-critical',
  'kube-root-ca.crt',
]);

/** Checks names, keys and selectors of one file against all manifests of the workspace. It looks keys up, so it is made anew with every change. */
export class ReferenceLinter {
  readonly #index: WorkspaceIndex;
  readonly #rules: ActiveRules;

  constructor(index: WorkspaceIndex, config: LintConfig) {
    this.#index = index;
    this.#rules = new ActiveRules(referenceRules, config);
  }

  /** Findings of each document of a file, in the order of the documents; offsets count from the start of each. */
  lint(uri: string): readonly (readonly Finding[])[] {
    const above = new Map<string, FirstDefinition>();
    const folder = folderOf(uri);
    return this.#index.documents(uri).map((document) => {
      const { references, selectors, definitions } = document.symbols;
      if (references.length + selectors.length + definitions.length === 0) return [];
      const findings = this.#rules.findings((sink) => {
        for (const reference of references) this.#checkReference(reference, folder, sink);
        for (const selector of selectors) this.#checkSelector(selector, sink);
        checkRelations(document, { index: this.#index, folder, sink });
        for (const definition of definitions) checkTwice(definition, { document, above, uri, sink });
      });
      for (const definition of definitions) {
        const key = definitionKey(definition);
        if (!above.has(key)) above.set(key, { definition, start: document.start });
      }
      return findings;
    });
  }

  #checkReference(reference: Reference, folder: string, sink: FindingSink): void {
    const { groupKinds, name, namespace, part } = reference;
    if (reference.isOptional || EVERYWHERE.has(name) || name.startsWith('system:') || !this.#index.has(groupKinds))
      return;
    const found = this.#index.definitions(groupKinds, name, namespace);
    if (found.length > 0) {
      // One of another folder may be another one of this name, for another place.
      if (part && found.every(({ uri }) => folderOf(uri) === folder)) checkPart(name, part, found, sink);
      return;
    }
    const kind = groupKinds[0]?.replace(/^.*\//, '') ?? '';
    const nearest = nearestName(name, this.#index.names(groupKinds, namespace, MOST_NAMES));
    sink.add(reference.rule, reference.span, {
      message:
        nearest === undefined
          ? t('{0} “{1}” is not defined in this workspace.', kind, name)
          : t('{0} “{1}” is not defined in this workspace. Did you mean “{2}”?', kind, name, nearest),
      fixes: () => replacement(reference.span, nearest),
    });
  }

  #checkSelector(selector: Selector, sink: FindingSink): void {
    if (selector.rule === MONITOR) this.#checkMonitor(selector, sink);
    if (selector.rule === MONITOR || selector.labels.length === 0) return;
    const pods = this.#index.pods(selector.labels, selector.namespace);
    if (pods.length === 0) {
      // Pods whose labels a controller writes may be meant, and so may pods of no file of this workspace.
      const [key, value] = selector.labels[0] ?? ['', ''];
      const others = this.#index.labelValues(key, MOST_NAMES);
      if (this.#index.hasOpenPods || others.length === 0) return;
      const nearest = selector.labels.length === 1 ? nearestName(value, others) : undefined;
      const labels = selector.labels.map(([label, text]) => `${label}: ${text}`).join(', ');
      sink.add(selector.rule, selector.span, {
        message:
          nearest === undefined
            ? t('No pod of this workspace has the labels “{0}”.', labels)
            : t('No pod of this workspace has the label “{0}”. Did you mean “{1}”?', labels, nearest),
        fixes: () => replacement(selector.firstValue, nearest),
      });
      return;
    }
    if (pods.some(({ thing }) => thing.isOpen)) return;
    for (const { name, span } of selector.targetPorts) {
      const names = pods.flatMap(({ thing }) => thing.portNames);
      if (names.includes(name)) continue;
      const nearest = nearestName(name, names);
      sink.add('ref-service-targetport', span, {
        message:
          nearest === undefined
            ? t('No selected pod has a port with the name “{0}”.', name)
            : t('No selected pod has a port with the name “{0}”. Did you mean “{1}”?', name, nearest),
        fixes: () => replacement(span, nearest),
      });
    }
  }

  #checkMonitor({ labels, namespace, span, firstValue, rule }: Selector, sink: FindingSink): void {
    const [first] = labels;
    if (!first) return;
    const services = Array.from(this.#index.ofKind('/Service'), ({ thing }) => thing).filter((service) =>
      fits(service.namespace, namespace),
    );
    const hasAll = (own: Labels) => labels.every(([name, value]) => own.some(([a, b]) => a === name && b === value));
    if (services.some((service) => !service.labels || hasAll(service.labels))) return;
    const values = services.flatMap(({ labels: own = [] }) => own.filter(([name]) => name === first[0]));
    // Where no Service has the label at all, the ones that are meant may be of another place.
    if (values.length === 0) return;
    const nearest =
      labels.length === 1
        ? nearestName(
            first[1],
            values.map(([, value]) => value),
          )
        : undefined;
    sink.add(rule, span, {
      message: t(
        'No Service of this workspace has the labels “{0}”.',
        labels.map((pair) => pair.join(': ')).join(', '),
      ),
      fixes: () => replacement(firstValue, nearest),
    });
  }
}

function checkPart(
  owner: string,
  part: NonNullable<Reference['part']>,
  found: readonly Placed<Definition>[],
  sink: FindingSink,
): void {
  const names: string[] = [];
  for (const { thing } of found) {
    const own = thing.keys ?? thing.ports;
    // One whose keys are not all known may be meant.
    if (own === undefined || own.includes(part.text)) return;
    names.push(...own);
  }
  const nearest = nearestName(part.text, names);
  sink.add(part.rule, part.span, {
    message:
      nearest === undefined
        ? t('“{0}” has no “{1}”. It has: {2}.', owner, part.text, names.slice(0, 10).join(', ') || '–')
        : t('“{0}” has no “{1}”. Did you mean “{2}”?', owner, part.text, nearest),
    fixes: () => replacement(part.span, nearest),
  });
}

function replacement(span: Span | undefined, nearest: string | undefined): readonly Fix[] {
  if (nearest === undefined || !span) return [];
  return [{ title: t('Change to “{0}”', nearest), edits: [{ ...span, newText: nearest }], isSafe: false }];
}

interface FirstDefinition {
  readonly definition: Definition;
  /** Of its document. */
  readonly start: number;
}

function definitionKey({ groupKind, name, namespace }: Definition): string {
  return `${groupKind} ${namespace ?? ''} ${name}`;
}

function checkTwice(
  definition: Definition,
  where: {
    readonly document: IndexedDocument;
    /** What the documents above define, by `definitionKey`. */
    readonly above: ReadonlyMap<string, FirstDefinition>;
    readonly uri: string;
    readonly sink: FindingSink;
  },
): void {
  const first = where.above.get(definitionKey(definition));
  if (!first) return;
  const by = first.start - where.document.start;
  const { start, end } = first.definition.span;
  where.sink.add('k8s-duplicate-resource', definition.span, {
    message: t(
      '{0} “{1}” is defined above in this file already.',
      definition.groupKind.replace(/^.*\//, ''),
      definition.name,
    ),
    related: [{ start: start + by, end: end + by, message: t('The first one'), uri: where.uri }],
  });
}
