import { IsInt, IsOptional, Max, Min, ValidateIf } from 'class-validator';
import { ArgsType, type ClassType, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { because } from '../../error-reasons';
import { DataScope, dataScopeDescription } from './data-scope';
import { MaxCharacters } from './input-limits';

const maxPerPage = 500;

/** A cursor holds up to four texts of 200 characters, each of up to 6 bytes as JSON, in base64. */
const maxCursorCharacters = 8000;

export enum OrderDirection {
  ASC = 'ASC',
  DESC = 'DESC',
}

registerEnumType(OrderDirection, {
  name: 'OrderDirection',
  description: 'Sort direction.',
  valuesConfig: {
    ASC: { description: 'Ascending: smallest, earliest or alphabetically first values come first.' },
    DESC: { description: 'Descending: largest, latest or alphabetically last values come first.' },
  },
});

const rowCount = (name: string, max: number): PropertyDecorator[] => {
  const message = `\`${name}\` must be a whole number from 1 to ${max}`;
  const options = { message, context: because('NUMBER_RANGE', { min: 1, max }) };
  return [IsInt(options), Min(1, options), Max(max, options)];
};

const decorateAll =
  (...decorators: PropertyDecorator[]): PropertyDecorator =>
  (target, name) => {
    for (const decorate of decorators) decorate(target, name);
  };

/** The argument `first` of a list: how many rows to return. */
export const First = (max: number): PropertyDecorator =>
  decorateAll(
    Field(() => Int, { nullable: true, defaultValue: 50, description: `Maximum number to return, 1 to ${max}.` }),
    ...rowCount('first', max),
  );

/** What to read of a list. */
export interface PageRequest {
  /** Null only together with `last`. */
  readonly first: number;
  readonly last?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly before?: string | null | undefined;
  /** The argument that contains `before`, if it has another name. */
  readonly beforeArgument?: string;
}

/** The cursor argument `before`. */
export const BeforeCursor = (): PropertyDecorator =>
  decorateAll(
    Field(() => String, {
      nullable: true,
      description:
        'Only rows before the row with this cursor: with `last`, the `startCursor` of the page that follows. ' +
        'Absent: to the end of the list. Valid only with the same order.',
    }),
    MaxCharacters(maxCursorCharacters),
  );

/** The arguments of a list without `before`. */
@ArgsType()
export abstract class ForwardPageArgs implements PageRequest {
  @First(maxPerPage)
  @ValidateIf(({ first, last }: PageRequest) => first !== null || (last ?? null) === null)
  first: number = 50;

  @Field(() => Int, {
    nullable: true,
    description:
      `Maximum number to return from the end, 1 to ${maxPerPage}, in the same order as with \`first\`. ` +
      'BAD_USER_INPUT together with `first`.',
  })
  @decorateAll(...rowCount('last', maxPerPage), IsOptional())
  last?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Only rows after the row with this cursor: the `endCursor` of the previous page. ' +
      'Absent: from the start of the list. Valid only with the same order.',
  })
  @MaxCharacters(maxCursorCharacters)
  after?: string | null;
}

@ArgsType()
export class PageArgs extends ForwardPageArgs {
  @BeforeCursor()
  before?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'Position of a page in its list.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether more rows follow this page.' })
  hasNextPage: () => Promise<boolean>;

  @Field(() => Boolean, { description: 'Whether there are rows before this page.' })
  hasPreviousPage: () => Promise<boolean>;

  @Field(() => String, {
    nullable: true,
    description:
      'Cursor of the first row: pass it as `before` with `last` for the previous page. Null if the page is empty.',
  })
  startCursor: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last row: pass it as `after` for the next page. Null if the page is empty.',
  })
  endCursor: string | null;
}

interface Edge<Node> {
  node: Node;
  cursor: string;
}

export interface Connection<Node> {
  nodes: Node[];
  edges: Edge<Node>[];
  pageInfo: PageInfo;
  totalCount: () => Promise<number>;
  scope: DataScope;
}

/** The GraphQL type `NodeConnection` (and `NodeEdge`) for a row type. */
export function connectionType<Node extends object>(
  node: () => ClassType<Node>,
  name: string,
  plural: string,
): ClassType<Connection<Node>> {
  @ObjectType(`${name}Edge`, { simpleResolvers: true, description: `A row of a list of ${plural}, with its cursor.` })
  class EdgeType {
    @Field(node, { description: 'The row.' })
    node: Node;

    @Field(() => String, { description: 'Cursor of the row, for `after` and `before`.' })
    cursor: string;
  }

  @ObjectType(`${name}Connection`, {
    simpleResolvers: true,
    description: `A page of ${plural}. Cursor-based: rows that are added or removed between pages cause no gaps or repeats.`,
  })
  class ConnectionType {
    @Field(() => [node()], { description: 'Rows of this page.' })
    nodes: Node[];

    @Field(() => [EdgeType], { description: 'Rows of this page, each with its cursor.' })
    edges: EdgeType[];

    @Field(() => PageInfo, { description: 'Position of this page in the list.' })
    pageInfo: PageInfo;

    @Field(() => Int, { description: `Total number of matching ${plural}. Counted only if selected.` })
    totalCount: () => Promise<number>;

    @Field(() => DataScope, { description: dataScopeDescription })
    scope: DataScope;
  }
  return ConnectionType as ClassType<Connection<Node>>;
}

/** The cost of a list: the number of rows times the cost of a row. */
export const listComplexity = ({
  args: { first, last },
  childComplexity,
}: {
  args: { first?: number | null; last?: number | null };
  childComplexity: number;
}): number => {
  const size = Math.min(Math.max(Number(last ?? first ?? 50) || 0, 1), maxPerPage);
  return 1 + size * Math.max(childComplexity, 1);
};
