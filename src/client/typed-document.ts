import { type DocumentNode, print } from 'graphql';

/**
 * An operation with the types of its result and variables: a text, or a document of `gql` or of GraphQL Code Generator,
 * which gives `__apiType` its name. That property exists only for the compiler.
 */
export interface TypedDocument<Result, Variables> {
  readonly __apiType?: ((variables: Variables) => Result) | undefined;
}

export type AnyDocument<Result, Variables> = TypedDocument<Result, Variables> | DocumentNode | string;

/** The variables, which can be omitted where the operation requires none, and what follows them. */
export type WithVariables<Variables, Options extends unknown[]> = {} extends Variables
  ? [variables?: Variables, ...options: Options]
  : [variables: Variables, ...options: Options];

export const typedDocument = <Result, Variables>(text: string): TypedDocument<Result, Variables> =>
  text as TypedDocument<Result, Variables>;

export const textOf = (document: AnyDocument<any, any>): string =>
  typeof document === 'object' && 'kind' in document ? print(document) : String(document);
