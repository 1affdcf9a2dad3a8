// @ts-check
import { monitorEventLoopDelay } from 'node:perf_hooks';

const resolutionMs = 1;

/**
 * Runs work and finds how long the event loop was kept from everything else at most.
 * @template T
 * @param {() => Promise<T> | T} work
 * @returns {Promise<{value: T, longestBlockMs: number}>}
 */
export async function longestBlock(work) {
  const monitor = monitorEventLoopDelay({ resolution: resolutionMs });
  monitor.enable();
  // The first tick only starts the monitor's clock.
  await new Promise((resolve) => setTimeout(resolve, 2 * resolutionMs));
  monitor.reset();
  const value = await work();
  await new Promise((resolve) => setTimeout(resolve, 2 * resolutionMs));
  monitor.disable();
  return { value, longestBlockMs: Math.max(0, monitor.max / 1e6 - resolutionMs) };
}
