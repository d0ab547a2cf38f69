import { registerEnumType } from 'type-graphql';

/** Registers a GraphQL enum: the keys of `values` are its values, and each entry describes one of them. */
export function defineEnum<Value extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Value, { readonly description: string; readonly deprecationReason?: string }>>,
): { readonly [Each in Value]: Each } {
  const names = Object.keys(values) as Value[];
  const definition = Object.fromEntries(names.map((value) => [value, value])) as { readonly [Each in Value]: Each };
  registerEnumType(definition, {
    name,
    description,
    valuesConfig: Object.fromEntries(
      names.map((value) => {
        const { description, deprecationReason } = values[value];
        return [value, { description, ...(deprecationReason && { deprecationReason }) }];
      }),
    ) as Record<Value, { description: string }>,
  });
  return definition;
}
