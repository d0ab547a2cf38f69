/** The system templates of exports. */
export const templates = {
  BOOKING_LIST: 'Booking list',
  INVOICE_LIST: 'Invoice list',
  USER_ACCOUNTS: 'User accounts',
  USER_MANAGEMENT: 'User management',
  USER_SUMMARY: 'User summary',
} as const;
