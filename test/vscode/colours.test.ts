// The colours of YAML with VS Code's own grammar and its own engine for grammars, and the words that the server names.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { commands, env, type SemanticTokens, type SemanticTokensLegend, Uri, window, workspace } from 'vscode';
import { diagnosticsThat } from './diagnosticsThat.ts';
import { jobWith } from '../../src/language/lint/examples.ts';

interface Token {
  readonly startIndex: number;
  readonly endIndex: number;
  readonly scopes: readonly string[];
}

interface Grammar {
  tokenizeLine(line: string, state: unknown): { readonly tokens: readonly Token[]; readonly ruleStack: unknown };
}

interface TextMate {
  readonly INITIAL: unknown;
  readonly Registry: new (options: object) => { loadGrammar(scope: string): Promise<Grammar | null> };
  parseRawGrammar(text: string, path: string): unknown;
}

interface Oniguruma {
  loadWASM(wasm: Buffer): Promise<void>;
  createOnigScanner(patterns: readonly string[]): unknown;
  createOnigString(text: string): unknown;
}

/** The root of this extension, from `out/vscode`, where the suite is. */
const root = resolve(__dirname, '../..');

describe('colours of YAML', () => {
  let textMate: TextMate;
  let grammars: (scope: string) => Promise<Grammar | null>;

  before(async () => {
    const load = createRequire(join(env.appRoot, 'package.json'));
    textMate = load('vscode-textmate');
    const oniguruma: Oniguruma = load('vscode-oniguruma');
    await oniguruma.loadWASM(readFileSync(join(env.appRoot, 'node_modules/vscode-oniguruma/release/onig.wasm')));
    const registry = new textMate.Registry({
      onigLib: Promise.resolve(oniguruma),
      loadGrammar: async (scope: string) => {
        const path = grammarPath(scope);
        return path === undefined ? null : textMate.parseRawGrammar(readFileSync(path, 'utf8'), path);
      },
      getInjections: (scope: string) => (/^source\.yaml(?:\.trainyard)?$/.test(scope) ? [INJECTION] : []),
    });
    grammars = async (scope) => await registry.loadGrammar(scope);
  });

  /** The words of a text that have a scope. */
  async function withScope(scope: string, text: string, grammar = 'source.yaml'): Promise<readonly string[]> {
    const loaded = await grammars(grammar);
    assert.ok(loaded);
    let state = textMate.INITIAL;
    return text.split('\n').flatMap((line) => {
      const { tokens, ruleStack } = loaded.tokenizeLine(line, state);
      state = ruleStack;
      return tokens
        .filter(({ scopes }) => scopes.some((one) => one.startsWith(scope)))
        .map(({ startIndex, endIndex }) => line.slice(startIndex, endIndex));
    });
  }

  const HELM = [
    '{{- if and .Values.on (eq $x "a") }} # c',
    'image: "{{ .Values.image | default `b` }}:{{ $.tag }}"',
    'key: {{ toYaml .Values.a | nindent 2 }}',
    'next: plain',
    '{{- /* a: b',
    'c */ -}}',
    'run: |',
    '  echo {{inputs.parameters.x}} ${A}',
    '# {{ .no }} ${NO}',
    '{{- end }}',
  ].join('\n');

  it('are those of templates within placeholders, and those of YAML around them', async () => {
    assert.deepEqual(await withScope('keyword.control.placeholder', HELM), ['if', 'end']);
    assert.deepEqual(await withScope('variable.other.placeholder', HELM), [
      '.Values.on',
      '$x',
      '.Values.image',
      '$.tag',
      '.Values.a',
      'inputs.parameters.x',
      'A',
    ]);
    assert.deepEqual(await withScope('support.function.placeholder', HELM), [
      'and',
      'eq',
      'default',
      'toYaml',
      'nindent',
    ]);
    assert.deepEqual(await withScope('comment.block.placeholder', HELM), ['{{- /*', ' a: b', 'c ', '*/ -}}']);
    assert.deepEqual(await withScope('entity.name.tag', HELM), ['image', 'key', 'next', 'run']);
  });

  it('tell variables of Compose files and run specs, with what counts without them', async () => {
    const text = 'image: app:${TAG:-latest}\nports: ["${PORT?set it}:80"]\nenv: { A: "$${B}", C: ${{ x }} }';
    assert.deepEqual(await withScope('variable.other.placeholder', text), ['TAG', 'PORT']);
    assert.deepEqual(await withScope('keyword.operator.placeholder', text), [':-', '?']);
    const spec = 'workloads:\n  train:\n    image: app:${TAG}\n    env: { A: b }\n';
    assert.deepEqual(await withScope('variable.other.placeholder', spec, 'source.yaml.trainyard'), ['TAG']);
    assert.deepEqual(await withScope('keyword.other.field', spec, 'source.yaml.trainyard'), [
      'workloads',
      'image',
      'env',
    ]);
  });

  it('name kinds, objects and amounts in manifests', async () => {
    const folder = workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const uri = Uri.joinPath(folder, 'colours.yaml');
    const text = jobWith('image: trainer:1\nresources:\n  requests:\n    nvidia.com/gpu: 1');
    await workspace.fs.writeFile(uri, Buffer.from(text));
    const document = await workspace.openTextDocument(uri);
    await window.showTextDocument(document);
    // The server is there.
    await diagnosticsThat(uri, (known) => known.length > 0);
    const legend = await commands.executeCommand<SemanticTokensLegend>(
      'vscode.provideDocumentSemanticTokensLegend',
      uri,
    );
    const found = await commands.executeCommand<SemanticTokens>('vscode.provideDocumentSemanticTokens', uri);
    const lines = text.split('\n');
    const words: string[] = [];
    let [line, column] = [0, 0];
    for (let at = 0; at < found.data.length; at += 5) {
      const [down = 0, right = 0, length = 0, type = 0] = found.data.slice(at, at + 4);
      column = down === 0 ? column + right : right;
      line += down;
      words.push(`${lines[line]?.slice(column, column + length) ?? ''} ${legend.tokenTypes[type] ?? ''}`);
    }
    assert.deepEqual(words, ['batch/v1 namespace', 'Job type', 'train variable', '1 number']);
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await workspace.fs.delete(uri);
  });
});

const INJECTION = 'placeholders.trainyard.injection';

function grammarPath(scope: string): string | undefined {
  if (scope === INJECTION) return join(root, 'syntaxes/placeholders.tmLanguage.json');
  if (scope === 'source.yaml.trainyard') return join(root, 'syntaxes/trainyard.tmLanguage.json');
  const builtin = /^source\.yaml(?:\.(1\.[0-3]|embedded))?$/.exec(scope);
  const suffix = builtin?.[1] === undefined ? '' : `-${builtin[1]}`;
  return builtin ? join(env.appRoot, `extensions/yaml/syntaxes/yaml${suffix}.tmLanguage.json`) : undefined;
}
