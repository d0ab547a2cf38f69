import type { TemplateLabels } from '../label-tables';

export const templates: TemplateLabels = {
  BOOKING_LIST: 'Buchungsliste',
  INVOICE_LIST: 'Rechnungsliste',
  USER_ACCOUNTS: 'Benutzerkonten',
  USER_MANAGEMENT: 'Benutzerverwaltung',
  USER_SUMMARY: 'Benutzerübersicht',
};
