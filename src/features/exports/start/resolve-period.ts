import { because } from '../../../error-reasons';
import { badInput } from '../../../errors';
import { alternatives } from '../../../platform/text/alternatives';
import type { VenueCalendar } from '../../../platform/time/venue-calendar';
import type { Days } from '../../calendar/calendar-units';
import { presetDays } from '../../calendar/period-presets';
import { type RowDataset, rowDatasets } from '../datasets';
import type { ResolvedPeriod } from '../datasets/export-selection';
import type { PeriodInput } from './start-export.inputs';

/**
 * Converts a period to its dates and their bounds.
 *
 * @throws BAD_USER_INPUT for a basis that the dataset does not have, or incomplete or contradictory dates.
 */
export function resolvePeriod(
  input: PeriodInput,
  dataset: RowDataset,
  calendar: VenueCalendar,
  now: Date,
): ResolvedPeriod {
  const { by } = input;
  const { periodFields } = rowDatasets[dataset];
  const bases = Object.keys(periodFields);
  if (!periodFields[by])
    throw badInput(
      'input.period.by',
      `The period of ${dataset} is by ${alternatives(bases)}.`,
      because('PERIOD_BASIS', { dataset, bases }),
    );
  const { startOn, endOn } = resolveDates(input, calendar, now);
  return { by, startOn, endOn, ...calendar.dates(startOn, endOn) };
}

function resolveDates({ start, end, preset }: PeriodInput, calendar: VenueCalendar, now: Date): Days {
  if (preset) {
    if (start || end)
      throw badInput('input.period', 'Give either `preset`, or `start` and `end`.', because('PERIOD_OVERDETERMINED'));
    return presetDays(preset, calendar.today(now));
  }
  if (!start || !end)
    throw badInput('input.period', 'Give both `start` and `end`, or a `preset`.', because('PERIOD_INCOMPLETE'));
  if (end < start)
    throw badInput('input.period.end', 'The end must not be before the start.', because('PERIOD_REVERSED'));
  return { startOn: start, endOn: end };
}
