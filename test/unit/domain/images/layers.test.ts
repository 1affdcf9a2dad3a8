import assert from 'node:assert/strict';
import { instructionText, layerDocument, layerReport } from '../../../../src/domain/images/layers.ts';

const layer = (createdBy: string, sizeBytes: number) => ({ createdBy, sizeBytes, createdAt: new Date(0), tags: [] });

describe('layers', () => {
  for (const [recorded, shown] of [
    ['RUN /bin/sh -c pip install x # buildkit', 'RUN pip install x'],
    ['|2 A=1 B=2 /bin/sh -c make', 'RUN make'],
    ['RUN |1 A=b /bin/sh -c make # buildkit', 'RUN make'],
    ['/bin/sh -c #(nop) COPY dir:abc in /app ', 'COPY dir:abc in /app'],
    ['/bin/sh -c #(nop)  CMD ["python"]', 'CMD ["python"]'],
    ['COPY . /app # buildkit', 'COPY . /app'],
    ['RUN /bin/sh -c echo \u001B[31mx # buildkit', 'RUN echo x'],
  ] as const) {
    it(`shows ${JSON.stringify(recorded)} as an instruction`, () => assert.equal(instructionText(recorded), shown));
  }

  it('orders by size and names the files behind, also of steps that look the same', () => {
    const history = [layer('CMD x', 0), layer('RUN a', 300), layer('COPY b', 700), layer('RUN a', 1000)];
    const files = [
      { createdBy: 'RUN a', sizeBytes: 1000, fileCount: 1, biggest: [{ path: 'first', sizeBytes: 1000 }] },
      { createdBy: 'COPY b', sizeBytes: 700, fileCount: 3, biggest: [{ path: 'model.pt', sizeBytes: 600 }] },
      { createdBy: 'RUN a', sizeBytes: 300, fileCount: 1, biggest: [{ path: 'second', sizeBytes: 300 }] },
    ];
    const rows = layerReport(history, files);
    assert.deepEqual(
      rows.map(({ sizeBytes, share }) => [sizeBytes, share]),
      [
        [1000, 0.5],
        [700, 0.35],
        [300, 0.15],
      ],
    );
    assert.match(rows[0]?.reason ?? '', /first/);
    assert.match(rows[1]?.advice ?? '', /\.dockerignore/);
    assert.match(rows[2]?.reason ?? '', /second/);
    assert.match(layerDocument('x:1', rows, true), / 700 B {3}35 % {2}COPY b\n/);
  });

  it('advises on caches that stay in a layer', () => {
    const advice = (createdBy: string, path: string) =>
      layerReport(
        [layer(createdBy, 1)],
        [{ createdBy, sizeBytes: 1, fileCount: 1, biggest: [{ path, sizeBytes: 1 }] }],
      )[0]?.advice;
    assert.match(advice('RUN pip install torch', 'root/.cache/pip/http/x') ?? '', /no-cache-dir/);
    assert.equal(advice('RUN pip install --no-cache-dir torch', 'root/.cache/pip/http/x'), undefined);
    assert.match(advice('RUN apt-get install -y git', 'var/lib/apt/lists/x') ?? '', /apt\/lists/);
    assert.equal(advice('RUN make', 'usr/bin/x'), undefined);
  });
});
