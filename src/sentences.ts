/** Codes for programs: what each means, and the parameters of its sentence. Codes never change their meaning. */
export type Meanings = Readonly<Record<string, readonly [meaning: string, parameters: readonly string[]]>>;

export type ParameterValue = string | number | readonly string[];
export type SentenceParameters = Readonly<Record<string, ParameterValue>>;
export type ParametersOf<Codes extends Meanings, Code extends keyof Codes> = Readonly<
  Record<Codes[Code][1][number], ParameterValue>
>;

/** A sentence for people: in English, and as a code with parameters, which every other language translates. */
export interface Sentence {
  readonly code: string;
  readonly parameters: SentenceParameters;
  readonly message: string;
}
