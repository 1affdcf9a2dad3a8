import assert from 'node:assert/strict';
import { isCount, isNothing, isShape, isString } from '../../../src/protocol/checks.ts';
import { RpcError, RpcPeer, type Surface, type SurfaceChecks, type Wire } from '../../../src/protocol/rpc.ts';

interface Host extends Surface {
  readonly requests: {
    readonly double: { readonly params: number; readonly reply: number };
    readonly broken: { readonly params: undefined; readonly reply: string };
    readonly hang: { readonly params: undefined; readonly reply: undefined };
  };
  readonly events: { readonly said: { readonly text: string } };
}
interface Page extends Surface {
  readonly requests: { readonly ping: { readonly params: undefined; readonly reply: undefined } };
  readonly events: { readonly noted: undefined };
}

const HOST: SurfaceChecks<Host> = {
  requests: {
    double: { params: isCount, reply: isCount },
    broken: { params: isNothing, reply: isString },
    hang: { params: isNothing, reply: isNothing },
  },
  events: { said: isShape<{ readonly text: string }>({ text: isString }) },
};
const PAGE: SurfaceChecks<Page> = {
  requests: { ping: { params: isNothing, reply: isNothing } },
  events: { noted: isNothing },
};

/** Two ends joined as postMessage joins them: copies, later. `spoil` may change what passes. */
function wires(spoil: (message: unknown) => unknown = (message) => message): [Wire, Wire] {
  const ears: ((message: unknown) => void)[][] = [[], []];
  const end = (mine: number, theirs: number): Wire => ({
    post: (message) => {
      const copy: unknown = structuredClone(spoil(message));
      queueMicrotask(() => ears[theirs]?.forEach((receive) => receive(copy)));
    },
    listen: (receive) => {
      ears[mine]?.push(receive);
      return { dispose: () => ears[mine]?.splice(ears[mine].indexOf(receive), 1) };
    },
  });
  return [end(0, 1), end(1, 0)];
}

function peers(spoil?: (message: unknown) => unknown, timeoutMs = 1000) {
  const [hostWire, pageWire] = wires(spoil);
  const said: string[] = [];
  const errors: Error[] = [];
  const onError = (error: Error) => errors.push(error);
  const host = new RpcPeer<Host, Page>({
    wire: hostWire,
    mine: HOST,
    theirs: PAGE,
    onError,
    handlers: {
      requests: {
        double: async (n) => n * 2,
        broken: () => {
          throw new Error('canary');
        },
        hang: () => new Promise(() => undefined),
      },
      events: { said: ({ text }) => said.push(text) },
    },
  });
  const handlers = { requests: { ping: () => undefined }, events: { noted: () => undefined } };
  const page = new RpcPeer<Page, Host>({ wire: pageWire, mine: PAGE, theirs: HOST, onError, handlers, timeoutMs });
  return { host, page, said, errors, hostWire, pageWire };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('RpcPeer', () => {
  it('answers requests and hears events', async () => {
    const { page, said, errors } = peers();
    assert.equal(await page.request('double', 21), 42);
    page.emit('said', { text: 'x' });
    await settled();
    assert.deepEqual(said, ['x']);
    assert.deepEqual(errors, []);
  });

  it('rejects when the handler throws, and tells its own side', async () => {
    const { page, errors } = peers();
    await assert.rejects(page.request('broken', undefined), { name: 'RpcError', message: 'canary' });
    assert.equal(errors.length, 1);
  });

  it('refuses parameters of the wrong shape', async () => {
    const { page, errors, said, pageWire } = peers((message) =>
      JSON.parse(JSON.stringify(message).replace('"params":21', '"params":"21"').replace('"text":"x"', '"text":1')),
    );
    await assert.rejects(page.request('double', 21), RpcError);
    page.emit('said', { text: 'x' });
    pageWire.post({ kind: 'event', method: 'constructor', params: undefined });
    pageWire.post({ kind: 'request', id: 7, method: 'toString', params: undefined });
    await settled();
    assert.deepEqual(said, []);
    assert.equal(errors.length, 4);
  });

  it('refuses an answer of the wrong shape', async () => {
    const { page } = peers((message) => JSON.parse(JSON.stringify(message).replace('"value":42', '"value":"42"')));
    await assert.rejects(page.request('double', 21), /wrong shape/);
  });

  it('rejects what is pending when it is closed, replaced or late', async () => {
    for (const end of ['dispose', 'restart'] as const) {
      const { page } = peers();
      const pending = page.request('hang', undefined);
      page[end]();
      await assert.rejects(pending, RpcError);
    }
    const { page } = peers(undefined, 5);
    await assert.rejects(page.request('hang', undefined), /no answer/);
    page.dispose();
    await assert.rejects(page.request('double', 1), /closed/);
  });

  it('drops what is none of its messages', async () => {
    const { pageWire, errors } = peers();
    for (const message of [undefined, null, 1, 'x', {}, { kind: 'request' }, { kind: 'reply', id: 99, value: 1 }, []]) {
      pageWire.post(message);
    }
    await settled();
    assert.deepEqual(errors, []);
  });
});
