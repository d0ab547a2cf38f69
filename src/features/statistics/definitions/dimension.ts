import { ArrayUnique, IsOptional } from 'class-validator';
import { Field } from 'type-graphql';
import { because } from '../../../error-reasons';
import type { Sql } from '../../../platform/database/sql';
import { Shared } from '../../../platform/graphql/audience';
import { defineEnum } from '../../../platform/graphql/define-enum';
import { MaxValues } from '../../../platform/graphql/input-limits';
import type { Edges } from '../../../platform/graphql/month-range';
import type { VenueCalendar } from '../../../platform/time/venue-calendar';
import { assertUsersVisible, type RecordScope } from '../../auth/scopes';
import type { BookingFilter } from '../../bookings/booking.inputs';
import type { InvoiceFilter } from '../../invoices/invoice.inputs';
import type { NamedItems } from '../../organizations/organization.repository';
import { type NamedItem } from '../../organizations/reference-data.entity';
import type { UserFilter } from '../../users/user.inputs';

/** The value of one group. Null: the records have no such attribute. */
export type GroupValue = StoredValue | NamedItem;
export type StoredValue = string | number | null;

/** A filter of bookings, invoices or users, or none. */
export type GroupFilter = BookingFilter | InvoiceFilter | UserFilter | null | undefined;

export interface GroupingContext {
  /** The column of the instant that records are counted by. */
  readonly instantColumn: string;
  /** Of the periods. */
  readonly edges: Edges;
  readonly calendar: VenueCalendar;
  /** What the ages of records are counted until. */
  readonly asOfMs: number;
  readonly organizationId: number;
}

/**
 * A dimension that statistics can be grouped by. The enum value, the field of a row, the CSV column and the permission
 * derive from this one definition.
 */
export interface Dimension {
  /** Describes the enum value. */
  readonly description: string;
  readonly deprecationReason?: string;
  /** The field of a row, which is also its column in CSV. */
  readonly field: { readonly name: string; readonly type: object; readonly description: string };
  /** The type of its groups, if they are objects. A row then has them in a field of their own, and `field` their name. */
  readonly item?: new () => NamedItem;
  /** False: its name is no field of a row, but only a column in CSV. */
  readonly hasNameField?: boolean;
  /** Whether it is an attribute of the user. It then needs IDENTITIES_VIEW unless the scope is OWN, and `users u`. */
  readonly isOfUser: boolean;
  /** A table that the expression needs in addition, as a JOIN. */
  join?(context: GroupingContext): Sql;
  /** The column of the rollups that has it, if any. */
  readonly rollupColumn?: 'status' | 'locationId';
  /** The SQL expression to group by. */
  expression(context: GroupingContext): Sql;
  /** The groups that a record with this value counts in, for example one for each plan of its user. */
  groups(value: StoredValue, items: NamedItems): readonly GroupValue[];
  /** Whether a record can count in several groups. */
  readonly isMultiple?: boolean;
  /** The groups that a filter names. Undefined: it does not say which. */
  groupsOfFilter?(filter: GroupFilter, items: NamedItems): readonly GroupValue[] | undefined;
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
    `Dimensions that ${records} can be grouped by, in addition to the period. ` +
      `${ofUsers.slice(0, -1).join(', ')} and ${ofUsers.at(-1)} are current attributes of the user, ` +
      'not those at the time of the record. They require IDENTITIES_VIEW unless the result has the scope OWN.',
    dimensions,
  );
}

/** Adds a nullable field for each dimension to the type of a row. `hasNames`: also the deprecated names of items. */
export const DimensionFields =
  (dimensions: Dimensions, hasNames: boolean): ClassDecorator =>
  ({ prototype }) => {
    const add = (name: string, type: object, options: { description: string; deprecationReason?: string }): void => {
      Field(() => type, { nullable: true, ...options })(prototype as object, name);
      Shared()(prototype as object, name);
    };
    for (const [name, dimension] of Object.entries(dimensions)) {
      const { field, item, deprecationReason } = dimension;
      const missing = `Null unless \`groupBy\` includes ${name}.`;
      const ref = itemField(field.name);
      const deprecated = deprecationReason && { deprecationReason };
      if (item)
        add(ref, item, { description: `${field.description.replace('Name of the', 'The')} ${missing}`, ...deprecated });
      if (!isFieldOfRow(dimension, hasNames)) continue;
      add(field.name, field.type, {
        description: `${field.description} ${missing}`,
        ...(item && { deprecationReason: `Use \`${ref} { name }\`.` }),
        ...deprecated,
      });
    }
  };

/** Whether `field` is a field of a row. `hasNames`: also if it is the deprecated name of an item. */
export const isFieldOfRow = ({ item, hasNameField = true }: Dimension, hasNames: boolean): boolean =>
  !item || (hasNames && hasNameField);

/** The field of a row with the item that `name` has the name of. */
export const itemField = (name: string): string => `${name}Ref`;

/** The fields of a row that show its group. */
export const groupFields = (dimensions: readonly Dimension[], group: readonly GroupValue[]): Record<string, unknown> =>
  Object.fromEntries(
    dimensions.flatMap(({ field: { name }, item }, index) => {
      const value = group[index]!;
      return item
        ? [
            [name, plainValue(value)],
            [itemField(name), value],
          ]
        : [[name, value]];
    }),
  );

/** A group as it is compared and ordered: an object by its name, which is unique. */
export const plainValue = (value: GroupValue): StoredValue =>
  value !== null && typeof value === 'object' ? value.name : value;

const maxDimensions = 4;

/** The argument `groupBy`. */
export const GroupBy =
  (dimension: () => object): PropertyDecorator =>
  (prototype, property) => {
    Field(() => [dimension()], {
      nullable: true,
      description:
        `Dimensions to group by in addition to the period: up to ${maxDimensions}, each once. ` +
        'QUERY_TOO_COMPLEX for a result of more than 50,000 rows.',
    })(prototype, property);
    for (const decorate of [
      IsOptional(),
      MaxValues(maxDimensions),
      ArrayUnique({
        message: '`$property` must not name a dimension twice',
        context: because('DIMENSION_REPEATED'),
      }),
    ])
      decorate(prototype, property);
  };

/** @throws FORBIDDEN if a dimension is an attribute of users that the viewer may not see. */
export function assertCanGroupBy(scope: RecordScope, dimensions: Dimensions, groupBy: readonly string[]): void {
  const hidden = groupBy.find((name) => dimensions[name]!.isOfUser);
  if (hidden) assertUsersVisible(scope, `Grouping by ${hidden}`);
}
