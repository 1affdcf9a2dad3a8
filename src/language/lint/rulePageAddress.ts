/** The page of a rule, counted from the top of the product. */
export function rulePageAddress(rule: string): string {
  return `docs/rules/${rule}.md`;
}
