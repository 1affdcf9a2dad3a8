import type { TreeNode } from './tree.ts';

/** Most children shown under one row at once; the rest follows behind "Load more" (VS Code's tree slows down above it). */
export const CHILDREN_PAGE = 500;

/** What is on screen of one row, without its children. Two rows with equal faces need no repaint. */
export function faceOf(node: TreeNode): string {
  const { children, ...face } = node;
  return JSON.stringify([face, children === undefined ? undefined : children.length > 0]);
}

/** Whether the same rows stand in the same order. */
export function haveSameIds(before: readonly TreeNode[], after: readonly TreeNode[]): boolean {
  return before.length === after.length && before.every((node, index) => node.id === after[index]?.id);
}
