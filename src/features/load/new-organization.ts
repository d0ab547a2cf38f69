import { AppError } from '../../errors';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import { isCurrency } from '../invoices/money';
import { isOrganizationName, maxOrganizationNameLength } from '../organizations/organization.repository';
import { parseUsername } from '../users/parse-user-input';
import { LoadError } from './load-error';

export interface NewOrganization {
  readonly slug: string;
  readonly name: string;
  readonly timezone: string;
  readonly currency: string;
  /** Username of the owner. An account that is not in users.csv is created. */
  readonly owner: string;
}

/** Returns the username of the owner in its stored form. */
export function validateOrganization({ slug, name, timezone, currency, owner }: NewOrganization): string {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(slug))
    throw new LoadError(
      `the organization "${slug}": use lower-case letters, digits and hyphens, at most 63 characters`,
    );
  if (!isOrganizationName(name)) throw new LoadError(`the name must have 1 to ${maxOrganizationNameLength} characters`);
  if (!VenueCalendar.isTimeZone(timezone))
    throw new LoadError(`the timezone "${timezone}" is not an IANA time zone, like Europe/Lisbon`);
  if (!isCurrency(currency)) throw new LoadError(`the currency "${currency}" is not an ISO 4217 code, like EUR`);
  try {
    return parseUsername('owner', owner);
  } catch (error) {
    throw error instanceof AppError
      ? new LoadError(`the owner's username ${error.message.replace('`owner` ', '')}`)
      : error;
  }
}
