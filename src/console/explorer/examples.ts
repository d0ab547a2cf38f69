import analysts from '../../../docs/analysts.md?raw';

export interface Example {
  readonly title: string;
  readonly query: string;
}

/** The questions of the documentation with their queries, in its order. */
export const examples: readonly Example[] = analysts
  .split(/^## /m)
  .slice(1)
  .flatMap((section) => {
    const [title] = section.split('\n', 1) as [string];
    const [, query] = /```graphql\n([\s\S]*?)```/.exec(section) ?? [];
    return query === undefined ? [] : [{ title: title.replace(/^\d+\. /, ''), query }];
  });
