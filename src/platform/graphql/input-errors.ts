import { AppError } from '../../errors';

/** One invalid input, as clients receive it in `extensions.inputErrors`. */
interface InputError extends Readonly<Record<string, unknown>> {
  readonly argument: string;
  readonly code: string;
  readonly message: string;
}

/** A batch of 500 records could have thousands. */
const maxErrors = 100;

/**
 * The invalid inputs of one request. A rule throws at the first invalid input. The collector goes on with the next rule,
 * so that a form can mark all of its fields at once. It throws by itself if there are very many.
 */
export class InputErrors {
  private readonly errors: AppError[] = [];

  /**
   * Returns the result of a check, or undefined if the check refuses its input.
   *
   * @throws errors that name no argument, such as FORBIDDEN
   */
  attempt<T>(check: () => T): T | undefined {
    try {
      return check();
    } catch (error) {
      this.add(error);
      return undefined;
    }
  }

  /** Like `attempt`, for a check that reads records. */
  async attemptAsync<T>(check: () => Promise<T>): Promise<T | undefined> {
    try {
      return await check();
    } catch (error) {
      this.add(error);
      return undefined;
    }
  }

  /** @throws one error that has all of them */
  throwIfAny(): void {
    if (this.errors.length > 0) throw combinedError(this.errors);
  }

  private add(error: unknown): void {
    if (!(error instanceof AppError) || inputErrorsOf(error).length === 0) throw error;
    this.errors.push(error);
    if (this.errors.length === maxErrors) this.throwIfAny();
  }
}

/** The first of the errors, with all of them as its `inputErrors`. */
export function combinedError(errors: readonly AppError[]): AppError {
  const [{ code, message, details }] = errors as [AppError];
  return new AppError(code, message, { ...details, inputErrors: errors.flatMap(inputErrorsOf).slice(0, maxErrors) });
}

/** The invalid inputs that an error is about; none unless it names an argument. */
export function inputErrorsOf({
  code,
  message,
  details,
}: Pick<AppError, 'code' | 'message' | 'details'>): readonly InputError[] {
  const { inputErrors, argument, ...others } = details;
  if (inputErrors) return inputErrors as readonly InputError[];
  return typeof argument === 'string' ? [{ argument, code, message, ...others }] : [];
}

/** The same error about an input that is part of a larger one: each of its arguments is renamed. */
export function withArguments(error: AppError, rename: (argument: string) => string): AppError {
  const { code, message, details } = error;
  const inputErrors = inputErrorsOf(error).map((one) => ({ ...one, argument: rename(one.argument) }));
  if (inputErrors.length === 0) return error;
  return new AppError(code, message, { ...details, argument: inputErrors[0]!.argument, inputErrors });
}

/**
 * Runs the check of each field and returns the results by field.
 *
 * @throws one error that names all invalid fields
 */
export function checkAll<Fields extends object>(checks: {
  readonly [Field in keyof Fields]: () => Fields[Field];
}): Fields {
  const errors = new InputErrors();
  const results: Partial<Fields> = {};
  for (const field of Object.keys(checks) as (keyof Fields)[]) {
    errors.attempt(() => {
      results[field] = checks[field]();
    });
  }
  errors.throwIfAny();
  return results as Fields;
}

/**
 * Parses each item of a list.
 *
 * @throws one error that names all invalid items
 */
export function parseEach<Item, Parsed>(
  items: readonly Item[],
  parse: (item: Item, index: number) => Parsed,
): Parsed[] {
  const errors = new InputErrors();
  const parsed = items.map((item, index) => errors.attempt(() => parse(item, index)));
  errors.throwIfAny();
  return parsed as Parsed[];
}

/**
 * Runs work that changes rows, with a `change` that returns null for each row that it refuses.
 *
 * @throws one error that names all refused rows, after the work. Its transaction must then be rolled back.
 */
export async function changeEach<Before, After, Result>(
  change: (before: Before, index: number) => After,
  work: (change: (before: Before, index: number) => After | null) => Promise<Result>,
): Promise<Result> {
  const errors = new InputErrors();
  const result = await work((before, index) => errors.attempt(() => change(before, index)) ?? null);
  errors.throwIfAny();
  return result;
}
