import { once } from 'node:events';
import { createLog } from '../platform/log';
import { TimeZone } from '../platform/time/time-zone';
import { VenueCalendar } from '../platform/time/venue-calendar';
import { reportZoneData } from '../platform/time/zone-data-age';

/** Prints every month start that Tallyport uses, to compare with another source of time zone data. */
export async function calendar(): Promise<void> {
  reportZoneData(createLog('info'));
  for (const zone of [...TimeZone.names()].sort()) {
    const venue = VenueCalendar.of(zone);
    let lines = '';
    for (let year = 1990; year <= 2037; year++) {
      for (let number = 1; number <= 12; number++) {
        const month = `${year}-${String(number).padStart(2, '0')}`;
        lines += `${JSON.stringify({ zone, month, start: new Date(venue.month(month).startMs).toISOString() })}\n`;
      }
    }
    if (!process.stdout.write(lines)) await once(process.stdout, 'drain');
  }
}
