import type { ParametersOf, Sentence, SentenceParameters } from '../../sentences';
import { auditDetails, englishDetails } from '../labels/en/audit-details';

type Codes = typeof auditDetails;

/** More about an event than its action. Its message is stored, and other languages are made of the code. */
export const details = <Code extends keyof Codes>(code: Code, parameters: ParametersOf<Codes, Code>): Sentence => ({
  code,
  // Callers may give whole records, of which no other field is stored.
  parameters: Object.fromEntries(
    auditDetails[code][1].map((name) => [name, (parameters as SentenceParameters)[name]!]),
  ),
  message: englishDetails[code](parameters),
});

/** Details with the name of a record and its changed fields. The name is quoted, so that it cannot look like fields. */
export const changedDetails = (name: string, fields: readonly string[]): Sentence =>
  fields.length > 0 ? details('RECORD_CHANGED', { name, fields }) : details('RECORD', { name });
