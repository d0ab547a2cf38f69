import type { DataSource } from 'typeorm';
import { badInput, forbidden } from '../../errors';
import { transact } from '../../platform/database/transaction';
import { notNull } from '../../platform/graphql/input-text';
import type { Operation } from '../../platform/graphql/operation';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import { AuditAction } from '../audit/audit-event.entity';
import { type AuditLog, doneBy } from '../audit/audit-log';
import { Role } from '../auth/permissions';
import type { Organization } from './organization.entity';
import type { ChangeOrganizationInput } from './organization.inputs';
import { isOrganizationName, maxOrganizationNameLength } from './organization.repository';
import { type ChangeableOrganization, changeOrganization } from './organization-writes';

export class OrganizationService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly auditLog: AuditLog,
  ) {}

  async change(operation: Operation, input: ChangeOrganizationInput): Promise<Organization> {
    const { viewer } = operation;
    if (viewer.role !== Role.OWNER) throw forbidden('Only the owner may change the organization.');
    const changes: Partial<ChangeableOrganization> = {};
    if (input.name !== undefined) changes.name = notNull('input.name', input.name);
    if (input.timezone !== undefined) changes.timezone = notNull('input.timezone', input.timezone);
    if (changes.name !== undefined && !isOrganizationName(changes.name))
      throw badInput(
        'input.name',
        `\`input.name\` must have 1 to ${maxOrganizationNameLength} characters and must not be blank.`,
      );
    if (changes.timezone !== undefined && !VenueCalendar.isTimeZone(changes.timezone))
      throw badInput(
        'input.timezone',
        `${JSON.stringify(changes.timezone)} is not the name of an IANA time zone, like Europe/Lisbon.`,
      );

    return transact(this.dataSource, async (manager) => {
      const { before, after } = await changeOrganization(manager, viewer.organizationId, changes);
      const details = (['name', 'timezone'] as const)
        .filter((field) => before[field] !== after[field])
        .map((field) => `${field}: ${JSON.stringify(before[field])} → ${JSON.stringify(after[field])}`);
      if (details.length > 0)
        await this.auditLog.record(manager, {
          ...doneBy(operation, AuditAction.ORGANIZATION_CHANGED),
          details: details.join(', '),
        });
      return after;
    });
  }
}
