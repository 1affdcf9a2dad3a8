import { type BuildContext, openContext, packContext } from '../../src/adapters/docker/contextPacker.ts';
import type { ContextSummary } from '../../src/adapters/docker/contextJob.ts';

/** Opens and packs a context; throws the failure's words. */
export async function packToBuffer(plan: {
  readonly contextFolder: string;
  readonly dockerfile: string;
}): Promise<{ readonly tar: Buffer; readonly summary: ContextSummary; readonly context: BuildContext }> {
  const context = await openContext(plan);
  if (!context.ok) throw new Error(context.failure.message);
  const chunks: Buffer[] = [];
  const packed = await packContext(
    context.value,
    {},
    (chunk) => {
      // The memory is used again, so a copy is kept.
      chunks.push(Buffer.from(chunk));
      return Promise.resolve();
    },
    new AbortController().signal,
  );
  if (!packed.ok) throw new Error(packed.failure.message);
  return { tar: Buffer.concat(chunks), summary: packed.value, context: context.value };
}
