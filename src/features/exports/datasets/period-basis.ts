import { defineEnum } from '../../../platform/graphql/define-enum';

/** The dates of records that a period can filter by. `periodFields` of each dataset lists the ones that it has. */
const bases = {
  CREATED: { description: 'When the user or booking was created, or the invoice issued.' },
  LAST_LOGIN: { description: 'USERS only: when the user last signed in. Excludes users who never did.' },
  STARTS: { description: 'BOOKINGS only: when the booking starts.' },
  ISSUED: { description: 'INVOICES only: when the invoice was issued.' },
};

export type PeriodBasis = keyof typeof bases;
export const PeriodBasis = defineEnum('PeriodBasis', 'The date of a record that must be in the period.', bases);
