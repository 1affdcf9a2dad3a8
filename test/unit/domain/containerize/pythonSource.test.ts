import assert from 'node:assert/strict';
import { literalOf } from '../../../../src/domain/containerize/pythonLiteral.ts';
import { readPythonSource } from '../../../../src/domain/containerize/pythonSource.ts';

describe('readPythonSource', () => {
  it('lists what is imported, relative imports left out', () => {
    const { imports } = readPythonSource(
      'import os, numpy as np\nfrom a.b import c\nfrom . import d\nfrom .e import f\nif x:\n  import g\n',
    );
    assert.deepEqual([...imports], ['os', 'numpy', 'a', 'g']);
  });

  it('knows the main guard in both orders, with either quotes', () => {
    for (const guard of ['if __name__ == "__main__":', "if '__main__' == __name__:"])
      assert.ok(readPythonSource(guard).hasMainGuard);
    for (const other of ['if __name__ == "x":', '# if __name__ == "__main__":', 's = \'if __name__ == "__main__":\''])
      assert.ok(!readPythonSource(other).hasMainGuard, other);
  });

  it('finds calls, inner ones too, with their arguments', () => {
    const { calls } = readPythonSource('p = a.b(1, *rest, x=c(2), **more)\n');
    assert.deepEqual(
      calls.map(({ callee, assignedTo }) => [callee, assignedTo]),
      [
        ['a.b', 'p'],
        ['c', undefined],
      ],
    );
    assert.equal(calls[0]?.args.length, 1);
    assert.deepEqual([...(calls[0]?.named.keys() ?? [])], ['x']);
  });

  it('takes no definition for a call', () =>
    assert.deepEqual(readPythonSource('def f(x): pass\nclass C(Base): pass\n').calls, []));

  it('reads functions with decorators and parameters', () => {
    const [main] = readPythonSource(
      '@app.command("x")\n@plain\nasync def main(a, b: int = 3, *args, c: List[int] = [1], **kw) -> None:\n  pass\n',
    ).functions;
    assert.deepEqual(
      main?.decorators.map(({ callee }) => callee),
      ['app.command', 'plain'],
    );
    assert.deepEqual(
      main?.parameters.map(({ name }) => name),
      ['a', 'b', 'c'],
    );
    assert.equal(literalOf(main?.parameters[1]?.defaultValue), 3);
  });

  it('keeps constants of the module, not those of functions', () => {
    const { constants } = readPythonSource('A = 1\nB: float = 2.0\ndef f():\n    C = 3\nD = A\nE = a.b = 4\n');
    assert.deepEqual(
      [...constants],
      [
        ['A', 1],
        ['B', 2],
        ['D', 1],
        ['E', undefined],
      ],
    );
  });

  it('lists texts, documentation left out', () => {
    assert.deepEqual(readPythonSource('"""Doc."""\nx = open("a/b", "r")\n').texts, ['a/b', 'r']);
  });
});
