import { parameterList, type SentenceParameter } from '../../platform/graphql/sentence-parameter.type';
import type { Language } from '../../platform/text/language';
import type { SentenceParameters } from '../../sentences';
import { translatedRefusal } from './sentences';

/** An English message as it is stored, with its reason. Earlier versions stored no reasons. */
export interface StoredReason {
  readonly message: string;
  readonly reason?: string | null;
  readonly parameters?: SentenceParameters | null;
}

/** A reason as clients read it, in the language. */
interface ShownReason {
  readonly message: string;
  readonly reason: string | null;
  readonly parameters: SentenceParameter[];
}

export function describeReason({ message, reason, parameters }: StoredReason, language: Language): ShownReason {
  const known = { reason: reason ?? null, parameters: parameters ?? {} };
  return {
    message: translatedRefusal({ ...known, message }, language),
    reason: known.reason,
    parameters: parameterList(known.parameters),
  };
}
