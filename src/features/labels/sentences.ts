import { errorReasons } from '../../error-reasons';
import { AppError } from '../../errors';
import type { JobFailure } from '../../platform/graphql/job-progress.type';
import type { Job } from '../../platform/jobs/job';
import type { Language } from '../../platform/text/language';
import type { Meanings, Sentence, SentenceParameters } from '../../sentences';
import { auditDetails as germanDetails } from './de/audit-details';
import * as germanFailures from './de/failures';
import { reasons } from './de/reasons';
import * as germanWarnings from './de/warnings';
import { auditDetails } from './en/audit-details';
import { failures, missingColumns } from './en/failures';
import { cellWarnings, warnings } from './en/warnings';

/** The codes of each kind of sentence. An English sentence is written where it arises, every other one is translated. */
export const sentenceCodes = {
  reasons: errorReasons,
  failures,
  missingColumns,
  warnings,
  cellWarnings,
  auditDetails,
} as const satisfies Record<string, Meanings>;

type Kind = keyof typeof sentenceCodes;
type Translations = Readonly<Record<Kind, Readonly<Record<string, (parameters: never) => string>>>>;

export const translations: Readonly<Record<Exclude<Language, 'en'>, Translations>> = {
  de: { reasons, ...germanFailures, ...germanWarnings, auditDetails: germanDetails },
};

/** The sentence in the language. English for sentences of earlier versions, which may lack a code or parameters. */
export function translated(kind: Kind, { code, parameters, message }: Sentence, language: Language): string {
  if (language === 'en' || !Object.hasOwn(sentenceCodes[kind], code)) return message;
  const [, names] = (sentenceCodes[kind] as Meanings)[code]!;
  if (!names.every((name) => Object.hasOwn(parameters, name))) return message;
  return translations[language][kind][code]!(parameters as never);
}

interface Refusal {
  readonly message: string;
  readonly reason?: string | null;
  readonly parameters?: SentenceParameters;
}

/** The message of a refusal in the language. English if it has no reason. */
export const translatedRefusal = ({ message, reason, parameters = {} }: Refusal, language: Language): string =>
  translated('reasons', { code: reason ?? '', parameters, message }, language);

/** The error with its messages in the language. */
export function translatedError(error: AppError, language: Language): AppError {
  const { code, message, details } = error;
  const { inputErrors } = details as { readonly inputErrors?: readonly Refusal[] };
  return new AppError(code, translatedRefusal({ ...details, message }, language), {
    ...details,
    ...(inputErrors && {
      inputErrors: inputErrors.map((each) => ({ ...each, message: translatedRefusal(each, language) })),
    }),
  });
}

/** Why a job failed, in the language. Null if it did not. */
export const failureOf = ({ failureCode: code, failureMessage }: Job, language: Language): JobFailure | null =>
  code === null ? null : { code, message: translatedFailure({ code, message: failureMessage ?? '' }, language) };

/** The message of a failure in the language. */
export const translatedFailure = ({ code, message }: JobFailure, language: Language): string =>
  translated('failures', { code, parameters: {}, message }, language);
