import type { ReactNode } from 'react';
import { RecordsPage } from '../lists/records-page.js';
import { t } from '../texts/index.js';
import { useBookings } from './use-bookings.js';

export const BookingsPage = (): ReactNode => <RecordsPage title={t.pages.bookings} records={useBookings(null)} />;
