import type { JobWarning } from '../../platform/graphql/job-warning.type';
import { parameterList } from '../../platform/graphql/sentence-parameter.type';
import type { Language } from '../../platform/text/language';
import type { ParametersOf, Sentence } from '../../sentences';
import type { exportWarnings } from './en/warnings';
import { translated } from './sentences';

/** A warning as it is stored. Earlier versions stored texts. */
export type StoredWarning = Sentence | string;

export const exportWarning = <Code extends keyof typeof exportWarnings>(
  code: Code,
  parameters: ParametersOf<typeof exportWarnings, Code>,
  message: string,
): Sentence => ({ code, parameters, message });

/** Stored warnings as clients read them, in the language. */
export const describeWarnings = (stored: readonly StoredWarning[], language: Language): JobWarning[] =>
  stored.map((warning) => {
    const { code, parameters, message } = warningOf(warning);
    return {
      code,
      parameters: parameterList(parameters),
      message: translated('warnings', { code, parameters, message }, language),
    };
  });

/** The warnings in English, for files. */
export const warningTexts = (stored: readonly StoredWarning[]): string[] =>
  stored.map((warning) => warningOf(warning).message);

const warningOf = (stored: StoredWarning): Sentence =>
  typeof stored === 'string' ? { code: 'OTHER', parameters: {}, message: stored } : stored;

/** The codes of a kind of warning, as the schema describes them. */
export const describeCodes = (codes: Readonly<Record<string, readonly [string, readonly string[]]>>): string =>
  Object.entries(codes)
    .map(
      ([code, [meaning, parameters]]) =>
        `${code} (${[meaning, ...parameters.map((name) => `\`${name}\``)].join(', ')})`,
    )
    .join('; ');
