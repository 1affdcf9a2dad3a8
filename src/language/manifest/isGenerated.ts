import { hasTemplates } from '../yaml/maskTemplates.ts';

const WORKFLOW = /^\s*["']?apiVersion["']?\s*:\s*["']?argoproj\.io\//m;
/** What Argo fills in when it runs a workflow: values of its own, and expressions. */
const OF_ARGO =
  /\{\{(?:=|\s*(?:inputs|outputs|workflow|steps|tasks|item|pod|node|retries|lastRetry|serviceAccount|cronworkflow|io|containerName|status|message|duration|name|template)\b)/g;

/**
 * Whether more may stand in a document than its text says, because another program fills it in before the cluster reads it. The placeholders of
 * a workflow are filled in when it runs, and stand for values alone: nothing that is missing comes from them.
 */
export function isGenerated(text: string): boolean {
  if (!hasTemplates(text)) return false;
  if (text.includes('{%') || !WORKFLOW.test(text)) return true;
  return count(text, /\{\{/g) !== count(text, OF_ARGO);
}

function count(text: string, pattern: RegExp): number {
  return Array.from(text.matchAll(pattern)).length;
}
