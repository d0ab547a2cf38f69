import { IsInt, Max, Min } from 'class-validator';
import { ArgsType, type ClassType, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DataScope, dataScopeDescription } from './data-scope';
import { MaxCharacters } from './input-limits';

export const maxPerPage = 500;

/** A cursor holds up to four texts of 200 characters, each of up to 6 bytes as JSON, in base64. */
const maxCursorCharacters = 8000;

export enum OrderDirection {
  ASC = 'ASC',
  DESC = 'DESC',
}

registerEnumType(OrderDirection, {
  name: 'OrderDirection',
  description: 'Which end of an order comes first.',
  valuesConfig: {
    ASC: { description: 'Smallest, earliest or first in the alphabet first.' },
    DESC: { description: 'Largest, latest or last in the alphabet first.' },
  },
});

/** The argument `first` of a list: how many rows to return. */
export function First(max: number): PropertyDecorator {
  const message = `first must be a whole number from 1 to ${max}`;
  const decorators = [
    Field(() => Int, { nullable: true, defaultValue: 50, description: `How many to return, 1 to ${max}.` }),
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
    description: 'The `endCursor` of the page before; absent for the first page. Only valid with the same order.',
  })
  @MaxCharacters(maxCursorCharacters)
  after?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'Where a page lies in its list.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether more follows this page.' })
  hasNextPage: boolean;

  @Field(() => Boolean, { description: 'Whether this page was asked for with `after`.' })
  hasPreviousPage: boolean;

  @Field(() => String, { nullable: true, description: "The first row's cursor." })
  startCursor: string | null;

  @Field(() => String, { nullable: true, description: "The last row's cursor: pass it as `after` for the next page." })
  endCursor: string | null;
}

export interface Edge<Node> {
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
  @ObjectType(`${name}Edge`, { simpleResolvers: true, description: `One of the ${plural} with its place in the list.` })
  class EdgeType {
    @Field(node, { description: 'The row itself.' })
    node: Node;

    @Field(() => String, { description: 'Its place in the list, for `after`.' })
    cursor: string;
  }

  @ObjectType(`${name}Connection`, {
    simpleResolvers: true,
    description: `A page of ${plural}. Paged by key: rows added or removed meanwhile make no gap and no repeat.`,
  })
  class ConnectionType {
    @Field(() => [node()], { description: 'The rows of this page.' })
    nodes: Node[];

    @Field(() => [EdgeType], { description: 'The rows of this page, each with its cursor.' })
    edges: EdgeType[];

    @Field(() => PageInfo, { description: 'Where this page lies in the list.' })
    pageInfo: PageInfo;

    @Field(() => Int, { description: `How many ${plural} match in all. Counted only when asked for.` })
    totalCount: () => Promise<number>;

    @Field(() => DataScope, { description: dataScopeDescription })
    scope: DataScope;
  }
  return ConnectionType as ClassType<Connection<Node>>;
}

/** The price of a list: its rows times what each costs. */
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
