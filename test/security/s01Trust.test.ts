// S1: without trust no command of ours does anything, also when it is called by its id and not from a menu.
// test/vscode/trust.restricted.test.ts calls every command in the real Restricted Mode.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type * as commandsModule from '../../src/adapters/vscode/commands.ts';
import type * as filesProvider from '../../src/views/files/filesProvider.ts';
import { nodesOf, parseSources, readSources } from '../support/sourceTree.ts';
import { describeRule, loadFrom } from './mutants.ts';
import { useVscodeStandIn } from './useVscodeStandIn.ts';
import { handlers, workspace } from './vscodeStandIn.mjs';

const log = { info() {}, warn() {}, error() {}, failure() {}, show() {}, dispose() {} };

describe('S1 trust', () => {
  before(() => useVscodeStandIn());
  afterEach(() => {
    handlers.clear();
    workspace.isTrusted = false;
  });

  describeRule(
    'a command is refused without trust, unless it says that it needs none',
    async (src) => {
      const { createCommands } = await loadFrom<typeof commandsModule>(src, 'adapters/vscode/commands.ts');
      const refused: string[] = [];
      const notify = { failure: ({ code }: { code: string }) => void refused.push(code), info() {}, warning() {} };
      const commands = createCommands({ log, notify });
      const ran: string[] = [];
      commands.register('trainyard.runs.start', () => void ran.push('start'));
      commands.register('trainyard.runs.refresh', () => void ran.push('refresh'), { needsTrust: false });
      workspace.isTrusted = false;
      await handlers.get('trainyard.runs.start')?.();
      await handlers.get('trainyard.runs.refresh')?.();
      assert.deepEqual([ran, refused], [['refresh'], ['untrusted']]);
      workspace.isTrusted = true;
      await handlers.get('trainyard.runs.start')?.();
      assert.deepEqual(ran, ['refresh', 'start']);
    },
    [
      {
        what: 'no check',
        file: 'adapters/vscode/commands.ts',
        from: 'if (needsTrust && !workspace.isTrusted) {',
        to: 'if (needsTrust && log === undefined) {',
      },
      {
        what: 'commands have to opt in',
        file: 'adapters/vscode/commands.ts',
        from: '{ needsTrust = true }',
        to: '{ needsTrust = false }',
      },
    ],
  );

  describeRule(
    'engines, clusters and trackers are connected to only with trust',
    async (src) => {
      const files = parseSources(readSources(src));
      for (const [path, hubs] of [
        ['extension.ts', 2],
        ['openTrackers.ts', 1],
      ] as const) {
        const entry = files.find((each) => each.path === path);
        assert.ok(entry);
        const gates = nodesOf(entry.program, 'Property').filter(({ key, value }) => {
          const text = textOf([key, value]);
          return text.includes('"mayConnect"') && text.includes('"isTrusted"');
        });
        assert.equal(gates.length, hubs, `${path} hands a hub no gate that asks for trust`);
      }
      return Promise.resolve();
    },
    [
      {
        what: 'engines always connected',
        file: 'extension.ts',
        from: "guard: program('guard') });\n    },\n    mayConnect: () => workspace.isTrusted",
        to: "guard: program('guard') });\n    },\n    mayConnect: () => true",
      },
      {
        what: 'clusters always connected',
        file: 'extension.ts',
        from: 'retry: () => forgetFailures(),\n    mayConnect: () => workspace.isTrusted',
        to: 'retry: () => forgetFailures(),\n    mayConnect: () => true',
      },
      {
        what: 'trackers always connected',
        file: 'openTrackers.ts',
        from: 'mayConnect: () => workspace.isTrusted',
        to: 'mayConnect: () => true',
      },
    ],
  );

  describeRule(
    'an address of a file in a cluster reaches nobody without trust, and names nothing but a place',
    async (src) => {
      const { FilesProvider } = await loadFrom<typeof filesProvider>(src, 'views/files/filesProvider.ts');
      const used: unknown[] = [];
      const places = {
        use: async (place: unknown) => {
          used.push(place);
          return Promise.resolve({ ok: false, failure: { code: 'not-found', message: 'gone' } });
        },
      };
      const provider: { readonly stat: (uri: unknown) => Promise<unknown> } = Reflect.construct(FilesProvider, [
        places,
      ]);
      const cluster = Buffer.from('kube:lab').toString('hex');
      const stat = async (authority: string) => {
        const uri = { scheme: 'trainyard-files', authority, path: '/x', toString: () => authority };
        await assert.rejects(async () => provider.stat(uri));
      };
      workspace.isTrusted = false;
      await stat(`pod+worker+main+a+${cluster}`);
      assert.deepEqual(used, []);
      workspace.isTrusted = true;
      for (const odd of ['', 'pod', `pod+../x+main+a+${cluster}`, `pod+w+main+a/b+${cluster}`, `claim+d+a+zz`]) {
        await stat(odd);
        assert.deepEqual(used, [], odd);
      }
      await stat(`pod+worker+main+a+${cluster}`);
      assert.equal(used.length, 1);
    },
    [
      {
        what: 'files of clusters are read without trust',
        file: 'views/files/filesProvider.ts',
        from: 'if (!workspace.isTrusted) {',
        to: "if (authority === '-') {",
      },
      {
        what: 'any text is a name',
        file: 'domain/files/filePlace.ts',
        from: 'return text !== undefined && /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(text);',
        to: 'return text !== undefined;',
      },
    ],
  );

  it('only these commands work without trust', () => {
    const files = parseSources(readSources(join(import.meta.dirname, '../../src')));
    const open = files.flatMap(({ program }) =>
      nodesOf(program, 'CallExpression').flatMap((call) => {
        const text = textOf(call['arguments']);
        const id = /"value":"(trainyard\.[\w.]+)"/.exec(text)?.[1];
        const optsOut = /"name":"needsTrust"[^}]*}[^}]*"value":false/.test(text);
        return id !== undefined && optsOut && textOf(call['callee']).includes('"name":"register"') ? [id] : [];
      }),
    );
    // Each of them shows, copies or forgets what is there already, or saves it where the user says in a dialog; none runs a program or connects.
    const harmless =
      /^trainyard\.(runs\.refresh|experiments\.(refresh|onlyMine|everyone|copyRunId|table\.(copyRunId|hideColumn|pinColumn|groupByColumn))|clusters\.(refresh|copyName|addEngine|filter|clearFilter)|tree\.\w+|log\.show|images\.(clearHistory|showBuild)|walkthrough\.\w+|logs\.(clear|find|findNext|findPrevious|toggle\w+|firstError|copyAll|nextError|openAsDocument|saveAs))$/;
    assert.deepEqual(
      open.filter((id) => !harmless.test(id)),
      [],
    );
  });
});

/** Part of a syntax tree as text; numbers of 64 bits are in it, which JSON does not know. */
function textOf(node: unknown): string {
  return JSON.stringify(node, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)) ?? '';
}
