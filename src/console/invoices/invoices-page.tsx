import type { ReactNode } from 'react';
import { RecordsPage } from '../lists/records-page.js';
import { t } from '../texts/index.js';
import { useInvoices } from './use-invoices.js';

export const InvoicesPage = (): ReactNode => <RecordsPage title={t.pages.invoices} records={useInvoices(null)} />;
