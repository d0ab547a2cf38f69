import { Field, InputType, registerEnumType } from 'type-graphql';
import { OrderDirection } from '../../platform/graphql/connection';

export enum UserOrderField {
  ID = 'ID',
  USERNAME = 'USERNAME',
  LAST_NAME = 'LAST_NAME',
  FIRST_NAME = 'FIRST_NAME',
  EMAIL = 'EMAIL',
  CREATED_AT = 'CREATED_AT',
  LAST_LOGIN_AT = 'LAST_LOGIN_AT',
  BOOKINGS_THIS_MONTH_BOOKED = 'BOOKINGS_THIS_MONTH_BOOKED',
  BOOKINGS_THIS_MONTH_CREATED = 'BOOKINGS_THIS_MONTH_CREATED',
  BOOKINGS_LAST_MONTH_BOOKED = 'BOOKINGS_LAST_MONTH_BOOKED',
  BOOKINGS_LAST_MONTH_CREATED = 'BOOKINGS_LAST_MONTH_CREATED',
  FIRST_BOOKING_DATE_BOOKED = 'FIRST_BOOKING_DATE_BOOKED',
  FIRST_BOOKING_DATE_CREATED = 'FIRST_BOOKING_DATE_CREATED',
  LAST_BOOKING_DATE_BOOKED = 'LAST_BOOKING_DATE_BOOKED',
  LAST_BOOKING_DATE_CREATED = 'LAST_BOOKING_DATE_CREATED',
  INVOICED_THIS_MONTH = 'INVOICED_THIS_MONTH',
  INVOICED_LAST_MONTH = 'INVOICED_LAST_MONTH',
  INVOICED_ALL_TIME = 'INVOICED_ALL_TIME',
}

registerEnumType(UserOrderField, {
  name: 'UserOrderField',
  description:
    'What to order users by. ' +
    'Text is compared by code point, so capital letters come first; empty values come before all others. ' +
    'Booking figures require the permission BOOKINGS_VIEW, invoice totals require INVOICES_VIEW; ' +
    'the permissions of user exports suffice for both. ' +
    'FORBIDDEN otherwise, except for viewers who see only themselves. VOID invoices are not counted.',
  valuesConfig: {
    ID: { description: 'Id, the order in which accounts were added to the system.' },
    USERNAME: { description: 'Username, ignoring case.' },
    LAST_NAME: { description: 'Family name.' },
    FIRST_NAME: { description: 'Given name.' },
    EMAIL: { description: 'Email address.' },
    CREATED_AT: { description: 'When the account was created.' },
    LAST_LOGIN_AT: { description: 'When the user last signed in.' },
    BOOKINGS_THIS_MONTH_BOOKED: { description: 'Number of confirmed bookings that start in the month of `asOf`.' },
    BOOKINGS_THIS_MONTH_CREATED: {
      description: 'Number of confirmed bookings that were created in the month of `asOf`.',
    },
    BOOKINGS_LAST_MONTH_BOOKED: {
      description: 'Number of confirmed bookings that start in the month before `asOf`.',
    },
    BOOKINGS_LAST_MONTH_CREATED: {
      description: 'Number of confirmed bookings that were created in the month before `asOf`.',
    },
    FIRST_BOOKING_DATE_BOOKED: {
      description: 'Earliest start of a confirmed booking, to the millisecond. Empty if there is none.',
    },
    FIRST_BOOKING_DATE_CREATED: {
      description: 'Earliest creation of a confirmed booking, to the millisecond. Empty if there is none.',
    },
    LAST_BOOKING_DATE_BOOKED: {
      description: 'Latest start of a confirmed booking, to the millisecond. Empty if there is none.',
    },
    LAST_BOOKING_DATE_CREATED: {
      description: 'Latest creation of a confirmed booking, to the millisecond. Empty if there is none.',
    },
    INVOICED_THIS_MONTH: { description: 'Total of the invoices issued in the month of `asOf`.' },
    INVOICED_LAST_MONTH: { description: 'Total of the invoices issued in the month before `asOf`.' },
    INVOICED_ALL_TIME: { description: 'Total of all invoices.' },
  },
});

@InputType({ description: 'One sort key of users.' })
export class UserOrder {
  @Field(() => UserOrderField, { description: 'What to order by.' })
  field: UserOrderField;

  @Field(() => OrderDirection, { defaultValue: OrderDirection.ASC, description: 'Ascending or descending.' })
  direction: OrderDirection = OrderDirection.ASC;
}
