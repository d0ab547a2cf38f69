import type { TemplateLabels } from '../label-tables';

export const templates: TemplateLabels = {
  BOOKING_LIST: 'Buchungsliste',
  INVOICE_LIST: 'Rechnungsliste',
  USER_ACCOUNTS: 'Mitgliederkonten',
  USER_MANAGEMENT: 'Mitgliederverwaltung',
  USER_SUMMARY: 'Mitgliederübersicht',
};
