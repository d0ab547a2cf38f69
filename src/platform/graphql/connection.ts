import { IsInt, Max, Min } from 'class-validator';
import { ArgsType, type ClassType, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
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

/** The argument `first` of a list: how many rows to return. */
export function First(max: number): PropertyDecorator {
  const message = `\`first\` must be a whole number from 1 to ${max}`;
  const decorators = [
    Field(() => Int, { nullable: true, defaultValue: 50, description: `Maximum number to return, 1 to ${max}.` }),
    IsInt({ message }),
    Min(1, { message }),
    Max(max, { message }),
  ];
  return (target, name) => {
    for (const decorate of decorators) decorate(target, name);
  };
}

@ArgsType()
export class PageArgs {
  @First(maxPerPage)
  first: number = 50;

  @Field(() => String, {
    nullable: true,
    description: '`endCursor` of the previous page. Absent: the first page. Valid only with the same order.',
  })
  @MaxCharacters(maxCursorCharacters)
  after?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'Position of a page in its list.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether more rows follow this page.' })
  hasNextPage: boolean;

  @Field(() => Boolean, { description: 'Whether this page was requested with `after`.' })
  hasPreviousPage: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first row. Null if the page is empty.' })
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

    @Field(() => String, { description: 'Cursor of the row, for `after`.' })
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
  args,
  childComplexity,
}: {
  args: { first?: number };
  childComplexity: number;
}): number => {
  const first = Math.min(Math.max(Number(args.first ?? 50) || 0, 1), maxPerPage);
  return 1 + first * Math.max(childComplexity, 1);
};
