import { registerEnumType } from 'type-graphql';

export enum DateOrder {
  YEAR_MONTH_DAY = 'YEAR_MONTH_DAY',
  DAY_MONTH_YEAR = 'DAY_MONTH_YEAR',
  MONTH_DAY_YEAR = 'MONTH_DAY_YEAR',
}

registerEnumType(DateOrder, {
  name: 'DateOrder',
  description: 'Order of day, month and year in the dates of a file. Each order also takes `2026-11-30`.',
  valuesConfig: {
    YEAR_MONTH_DAY: { description: 'Only `2026-11-30`. All other dates are errors, because they may be ambiguous.' },
    DAY_MONTH_YEAR: { description: 'Also `30.11.2026`, `30/11/2026` and `30-11-2026`, with a time like `14:30`.' },
    MONTH_DAY_YEAR: {
      description: 'Also `11/30/2026`, `11.30.2026` and `11-30-2026`, with a time like `14:30` or `2:30 PM`.',
    },
  },
});
