import { ArrayUnique, IsOptional } from 'class-validator';
import { Field } from 'type-graphql';
import type { Sql } from '../../platform/database/sql';
import { Shared } from '../../platform/graphql/audience';
import { defineEnum } from '../../platform/graphql/define-enum';
import { MaxValues } from '../../platform/graphql/input-limits';
import type { MonthRange } from '../../platform/graphql/month-range';
import type { VenueCalendar } from '../../platform/time/venue-calendar';
import { assertUsersVisible, type RecordScope } from '../auth/scopes';
import type { Directory } from '../organizations/organization.repository';

/** The value of one group. Null: the records have no such attribute. */
export type GroupValue = string | number | null;

export interface GroupingContext {
  /** The column of the instant that records are counted by. */
  readonly instantColumn: string;
  readonly range: MonthRange;
  readonly calendar: VenueCalendar;
}

/**
 * A dimension that statistics can be grouped by. The enum value, the field of a row, the CSV column and the permission
 * derive from this one definition.
 */
export interface Dimension {
  /** Describes the enum value. */
  readonly description: string;
  /** The field of a row, which is also its column in CSV. */
  readonly field: { readonly name: string; readonly type: object; readonly description: string };
  /** Whether it is an attribute of the user. It then needs IDENTITIES_VIEW unless the scope is OWN, and `users u`. */
  readonly isOfUser: boolean;
  /** The column of the rollups that has it, if any. */
  readonly rollupColumn?: 'status' | 'locationId';
  /** The SQL expression to group by. */
  expression(context: GroupingContext): Sql;
  /** The groups that a record with this value counts in, for example one for each plan of its user. */
  groups(value: GroupValue, directory: Directory): readonly GroupValue[];
}

export type Dimensions<Name extends string = string> = Readonly<Record<Name, Dimension>>;

/** Registers the enum of these dimensions. */
export function defineDimensionEnum<Name extends string>(
  name: string,
  records: string,
  dimensions: Dimensions<Name>,
): { readonly [Each in Name]: Each } {
  const ofUsers = Object.entries<Dimension>(dimensions).flatMap(([dimension, { isOfUser }]) =>
    isOfUser ? [dimension] : [],
  );
  return defineEnum(
    name,
    `Dimensions that ${records} can be grouped by, in addition to the month. ` +
      `${ofUsers.slice(0, -1).join(', ')} and ${ofUsers.at(-1)} are current attributes of the user, ` +
      'not those at the time of the record. They require IDENTITIES_VIEW unless the result has the scope OWN.',
    dimensions,
  );
}

/** Adds a nullable field for each dimension to the type of a row. */
export const DimensionFields =
  (dimensions: Dimensions): ClassDecorator =>
  ({ prototype }) => {
    for (const [dimension, { field }] of Object.entries(dimensions)) {
      const description = `${field.description} Null unless \`groupBy\` includes ${dimension}.`;
      Field(() => field.type, { nullable: true, description })(prototype as object, field.name);
      Shared()(prototype as object, field.name);
    }
  };

const maxDimensions = 4;

/** The argument `groupBy`. */
export const GroupBy =
  (dimension: () => object): PropertyDecorator =>
  (prototype, property) => {
    Field(() => [dimension()], {
      nullable: true,
      description:
        `Dimensions to group by in addition to the month: up to ${maxDimensions}, each once. ` +
        'QUERY_TOO_COMPLEX for a result of more than 50,000 rows.',
    })(prototype, property);
    for (const decorate of [
      IsOptional(),
      MaxValues(maxDimensions),
      ArrayUnique({ message: '`$property` must not name a dimension twice' }),
    ])
      decorate(prototype, property);
  };

/** @throws FORBIDDEN if a dimension is an attribute of users that the viewer may not see. */
export function assertCanGroupBy(scope: RecordScope, dimensions: Dimensions, groupBy: readonly string[]): void {
  const hidden = groupBy.find((name) => dimensions[name]!.isOfUser);
  if (hidden) assertUsersVisible(scope, `Grouping by ${hidden}`);
}
