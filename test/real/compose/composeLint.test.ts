// compose-go, which reads files for `docker compose`, judges the checks of Compose files: what is called an error it refuses, and what is not it takes.
import assert from 'node:assert/strict';
import { nearFilesOn } from '../../../src/adapters/files/nearFilesOn.ts';
import type { NearFiles } from '../../../src/domain/base/nearFiles.ts';
import { ComposeFile } from '../../../src/language/compose/composeFile.ts';
import { createComposeLinter } from '../../../src/language/lint/createComposeLinter.ts';
import { COMPOSE_SYNTAX } from '../../../src/language/rules/compose/composeSyntax.ts';
import { composeRules } from '../../../src/language/rules/composeRules.ts';
import { REFUSED_COMPOSE_FILES, TAKEN_COMPOSE_FILES } from '../../support/composeFiles.ts';
import { goJudge, type Judge } from '../../support/goJudge.ts';
import { describeOnce } from '../../support/oncePerRun.ts';

/** What Compose takes and the engine refuses later, when it builds or starts. */
const REFUSED_BY_ENGINE = new Set([
  'compose-bind-file-missing',
  'compose-build-context',
  'compose-build-target',
  'compose-memory-reservation-gt-limit',
  'compose-port-conflict',
]);

/** The reader takes every text for a file at the top of this disk. */
const ON_DISK = nearFilesOn('/compose.yaml');
/** Files of configs are not opened before containers start, so the reader has no verdict on them. */
const FILES: NearFiles = {
  ...ON_DISK,
  kindOf: (path) => (path === './settings.yaml' ? 'unknown' : ON_DISK.kindOf(path)),
};
/** Refused, and told as a warning: such files hold secrets and are in no repository. */
const REFUSED_WARNING = 'compose-env-file-missing';

describeOnce('checks of Compose files, judged by compose-go', function () {
  // The first run compiles the reader.
  this.timeout(300_000);
  let verdicts: Judge;
  before(async () => {
    verdicts = await goJudge('compose');
  });

  const linter = createComposeLinter();
  const hasError = (text: string): boolean =>
    linter
      .lint(new ComposeFile(text), FILES)
      .some(({ severity, rule }) => (severity === 'error' || rule === REFUSED_WARNING) && !REFUSED_BY_ENGINE.has(rule));

  it('agrees with every page of a rule and every text of the tables', () => {
    const rules = [COMPOSE_SYNTAX, ...composeRules].filter(({ id }) => !REFUSED_BY_ENGINE.has(id));
    const texts = [
      ...rules.flatMap((rule) => [rule.page().bad, rule.page().good]),
      ...TAKEN_COMPOSE_FILES,
      ...REFUSED_COMPOSE_FILES.map(([, text]) => text),
    ];
    const answers = verdicts(texts);
    const differences = texts.flatMap((text, index) =>
      (answers[index] !== 'ok') === hasError(text)
        ? []
        : [`compose-go: ${answers[index]}, we: ${hasError(text)}\n${text}`],
    );
    assert.deepEqual(differences, []);
  });

  it('refuses nothing of what only the engine refuses', () => {
    const texts = composeRules.filter(({ id }) => REFUSED_BY_ENGINE.has(id)).map((rule) => rule.page().bad);
    assert.deepEqual(new Set(verdicts(texts)), new Set(['ok']));
  });
});
