import { VenueCalendar } from '../../../platform/time/venue-calendar';
import type { Dataset } from '../datasets/dataset';
import type { About } from '../formats/format';
import type { Export } from '../record/export.entity';
import type { SnapshotInfo } from './contents';

/**
 * What a reader of the file should know of it: whose it is, of which rows, as of when, by which rules for time. Nothing
 * that differs between two files of the same data.
 */
export function aboutExport(
  { dataset, asOf, selection, warnings }: Export,
  { organizationName, timezone }: Dataset,
  { timezoneDataVersion }: SnapshotInfo,
): About {
  const { ids, filter, period } = selection;
  const calendar = VenueCalendar.of(timezone);
  const facts: About['facts'] = [
    ['Organization', organizationName],
    ['Dataset', dataset],
    ['Time zone', timezone],
    ['Time zone data', timezoneDataVersion],
    ['Months measured from', calendar.instantOf(asOf!.getTime())],
    ['Chosen rows', ids ? `${ids.length} by their ids` : 'all'],
    ['Filter', filter ? JSON.stringify(filter) : 'none'],
    ['Period', period ? `${period.startOn} to ${period.endOn}, by ${period.by}` : 'any'],
  ];
  return { facts, warnings };
}
