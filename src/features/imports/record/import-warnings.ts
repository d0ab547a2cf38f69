import type { ParametersOf, Sentence } from '../../../sentences';
import type { cellWarnings, importWarnings } from '../../labels/en/warnings';

type ImportWarningCode = keyof typeof importWarnings;

/** The codes of what is suspicious about a cell. */
export type SuspicionCode = keyof typeof cellWarnings;

export const importWarning = <Code extends ImportWarningCode>(
  code: Code,
  parameters: ParametersOf<typeof importWarnings, Code>,
  message: string,
): Sentence => ({ code, parameters, message });
