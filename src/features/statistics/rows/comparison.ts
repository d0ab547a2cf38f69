import { Field, Float, ObjectType } from 'type-graphql';
import { Shared } from '../../../platform/graphql/audience';
import { BigIntScalar } from '../../../platform/graphql/scalars';
import { Money } from '../../invoices/money';
import type { Measures } from '../definitions/measure';
import type { RowTotals } from '../definitions/row-totals';

const percentDescription =
  'The change in per cent of the earlier value: 50 for 3 after 2. Null if that is 0, or if one of both has no value.';
const absoluteDescription = 'The value less the earlier value. Null if one of both has no value.';

abstract class Change {
  percent: number | null;
}

/** A type for the change of values of one type. */
function changeType(name: string, type: object): new () => Change {
  @ObjectType(name, { simpleResolvers: true, description: 'The change of a measure against the earlier period.' })
  class ChangeOfType extends Change {}
  const add = (field: string, fieldType: object, description: string): void => {
    Field(() => fieldType, { nullable: true, description })(ChangeOfType.prototype, field);
    Shared()(ChangeOfType.prototype, field);
  };
  add('absolute', type, absoluteDescription);
  add('percent', Float, percentDescription);
  return ChangeOfType;
}

const changeTypes = new Map<object, new () => Change>([
  [Float, changeType('NumberChange', Float)],
  [BigIntScalar, changeType('BigIntChange', BigIntScalar)],
  [Money, changeType('MoneyChange', Money)],
]);

/** Adds the change of each measure to a type. */
export const ChangeFields =
  (measures: Measures): ClassDecorator =>
  ({ prototype }) => {
    for (const [name, { differenceType }] of Object.entries(measures)) {
      const type = changeTypes.get(differenceType)!;
      Field(() => type, { description: `The change of \`${name}\`.` })(prototype as object, name);
      Shared()(prototype as object, name);
    }
  };

export const changesOf = (
  measures: Measures,
  after: RowTotals,
  before: RowTotals,
  currency: string,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(measures).map(([name, measure]) => {
      const [value, earlier] = [measure.number(after), measure.number(before)];
      const percent = value === null || !earlier ? null : (100 * (value - earlier)) / Math.abs(earlier);
      return [name, { absolute: measure.difference(after, before, currency), percent }];
    }),
  );
