import { type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';

/** The fields, arguments and values that are deprecated, such as `User.plans` or `Query.users(sort)`. */
export function deprecatedParts(schema: GraphQLSchema): { name: string; reason: string }[] {
  const parts = Object.values(schema.getTypeMap()).flatMap((type) => {
    if (type.name.startsWith('__')) return [];
    if (isEnumType(type)) return type.getValues().map((value) => partOf(`${type.name}.${value.name}`, value));
    if (isInputObjectType(type)) {
      return Object.values(type.getFields()).map((field) => partOf(`${type.name}.${field.name}`, field));
    }
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    return Object.values(type.getFields()).flatMap((field) => [
      partOf(`${type.name}.${field.name}`, field),
      ...field.args.map((argument) => partOf(`${type.name}.${field.name}(${argument.name})`, argument)),
    ]);
  });
  return parts.filter((part) => part !== undefined);
}

const partOf = (
  name: string,
  { deprecationReason: reason }: { deprecationReason?: string | null },
): { name: string; reason: string } | undefined => (reason ? { name, reason } : undefined);
