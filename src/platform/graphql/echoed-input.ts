import { Extensions, InputType, ObjectType } from 'type-graphql';

/**
 * Declares an input type together with an output type of the same fields, so that what a client has sent can be read
 * again in the form in which it was sent. The output type of `UserFilter` is `RequestedUserFilter`. Types of fields must
 * be declared in the same way.
 */
export const EchoedInput =
  ({ description }: { readonly description: string }): ClassDecorator =>
  (target: Function) => {
    InputType({ description })(target);
    ObjectType(requestedName(target.name), {
      simpleResolvers: true,
      description: `\`${target.name}\` as it was requested. Absent values are null.`,
    })(target);
    Extensions({ sharing: 'SHARED' })(target);
  };

const requestedName = (inputName: string): string => `Requested${inputName.replace(/^Start|Input$/g, '')}`;
