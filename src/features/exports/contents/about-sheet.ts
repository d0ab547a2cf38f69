import { VenueCalendar } from '../../../platform/time/venue-calendar';
import { warningTexts } from '../../labels/job-warnings';
import type { Dataset } from '../datasets/dataset';
import type { About } from '../formats/format';
import type { Export } from '../record/export.entity';
import type { SnapshotInfo } from './contents';

/**
 * Facts for readers of a workbook: the organization, the selected rows, the time zone and its rules, and `asOf`. Two
 * exports of the same data have the same facts.
 */
export function aboutExport(
  { dataset, asOf, selection, warnings }: Export,
  { organizationName, timezone }: Dataset,
  { timezoneDataVersion }: SnapshotInfo,
): About {
  const { ids, excludeIds, filter, period } = selection;
  const calendar = VenueCalendar.of(timezone);
  const facts: About['facts'] = [
    ['Organization', organizationName],
    ['Dataset', dataset],
    ['Time zone', timezone],
    ['Time zone data', timezoneDataVersion],
    ['Months measured from', calendar.instantOf(asOf!.getTime())],
    ['Chosen rows', ids ? `${ids.length} by their ids` : excludeIds ? `all but ${excludeIds.length}` : 'all'],
    ['Filter', filter ? JSON.stringify(filter) : 'none'],
    ['Period', period ? `${period.startOn} to ${period.endOn}, by ${period.by}` : 'any'],
  ];
  return { facts, warnings: warningTexts(warnings) };
}
