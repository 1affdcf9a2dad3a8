import { FORMATS } from './formats/formatName.ts';

/** What `--help` says. Options are not translated, so neither is their list. */
export function helpText(): string {
  return `Usage: trainyard lint [options] [paths…]

Checks Kubernetes manifests, trainyard.yaml and other files of containerized machine learning.
Folders are searched for files that it knows; “-” is standard input. Without paths: this folder.

  --format NAME               ${FORMATS.join(' | ')} (text)
  --output FILE               write the report there instead of standard output
  --profile NAME              recommended | strict | schema | pss-baseline | pss-restricted | ml-training | ml-serving | ci; repeatable
  --rule ID=SEVERITY          off | hint | info | warning | error; repeatable
  --kubernetes-version 1.NN   the version that the manifests are for (the newest that is known)
  --schema PATH               files or folders with CRDs; repeatable
  --fix                       make the safe repairs
  --fix-dry-run               print them as a diff
  --fail-on SEVERITY          error | warning | info | hint | never (error)
  --max-warnings N            fail when there are more
  --baseline FILE             report only what is not in this JSON report
  --config FILE, --no-config  instead of .trainyard/lint.yaml next to or above each file
  --ignore-path PATTERN       as a line of .gitignore; repeatable
  --no-ignore                 do not read .gitignore and .trainyardignore
  --stdin-filename PATH       what standard input would be called
  --jobs N                    threads (one a core)
  --quiet                     errors alone
  --list-rules                every rule, its severity and whether it is on
  --explain ID                what a rule finds, and why
  --version, --help

Exit codes: 0 nothing to report, 1 findings at or above the threshold, 2 it could not run.
`;
}
