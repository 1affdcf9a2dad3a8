import type { NearFiles } from '../../../domain/base/nearFiles.ts';
import { parsedJson } from '../../../domain/base/parsedJson.ts';
import { valuesRules } from '../../rules/chart/valuesRules.ts';
import { isJsonRecord, type JsonRecord } from '../../schema/jsonRecord.ts';
import type { LintLanguage } from '../lintLanguage.ts';
import { yamlFileLanguage } from './yamlFileLanguage.ts';

const SCHEMA = 'values.schema.json';

const judged = yamlFileLanguage({ language: 'values', rules: valuesRules, read: (file) => file });

/** Values of charts of Helm. Without a schema nothing is known of them: a file of this name may also be of any other program. */
export const valuesLanguage: LintLanguage = {
  languages: judged.languages,
  create(config, knowledge) {
    const linter = judged.create(config, knowledge);
    return {
      lint: (file) => {
        const valuesSchema = file.valuesSchema ?? schemaBeside(file.near);
        return valuesSchema ? linter.lint({ ...file, valuesSchema }) : { findings: [], suppressed: [] };
      },
    };
  },
};

function schemaBeside(near: NearFiles | undefined): JsonRecord | undefined {
  const text = near?.textOf(SCHEMA);
  const schema = text === undefined ? undefined : parsedJson(text);
  return isJsonRecord(schema) ? schema : undefined;
}
