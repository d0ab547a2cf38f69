import type { DataSource } from 'typeorm';
import { because } from '../../error-reasons';
import { badInput } from '../../errors';
import { transact } from '../../platform/database/transaction';
import { checkAll } from '../../platform/graphql/input-errors';
import { notNull } from '../../platform/graphql/input-text';
import type { Operation } from '../../platform/graphql/operation';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import { AuditAction } from '../audit/audit-action';
import { details } from '../audit/audit-details';
import { type AuditLog, doneBy } from '../audit/audit-log';
import { assertAllowed } from '../auth/denials';
import { confirmViewer } from '../auth/lock-viewer';
import type { Organization } from './organization.entity';
import type { ChangeOrganizationInput } from './organization.inputs';
import { checkChangeOrganization } from './organization.policy';
import { isOrganizationName, maxOrganizationNameLength } from './organization.repository';
import { type ChangeableOrganization, changeOrganization } from './organization-writes';

export class OrganizationService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly auditLog: AuditLog,
  ) {}

  async change(operation: Operation, input: ChangeOrganizationInput): Promise<Organization> {
    const { viewer } = operation;
    assertAllowed(checkChangeOrganization(viewer));
    const { name, timezone } = input;
    const changes: Partial<ChangeableOrganization> = checkAll({
      ...(name !== undefined && { name: () => validName('input.name', name) }),
      ...(timezone !== undefined && { timezone: () => validTimeZone('input.timezone', timezone) }),
    });
    return transact(this.dataSource, async (manager) => {
      await confirmViewer(manager, operation);
      const { before, after } = await changeOrganization(manager, viewer.organizationId, changes);
      const described = (['name', 'timezone'] as const)
        .filter((field) => before[field] !== after[field])
        .map((field) => `${field}: ${JSON.stringify(before[field])} → ${JSON.stringify(after[field])}`);
      if (described.length > 0)
        await this.auditLog.record(manager, {
          ...doneBy(operation, AuditAction.ORGANIZATION_CHANGED),
          details: details('SETTINGS', { changes: described }),
        });
      return after;
    });
  }
}

function validName(argument: string, input: string | null): string {
  const name = notNull(argument, input);
  if (!isOrganizationName(name))
    throw badInput(
      argument,
      `\`${argument}\` must have 1 to ${maxOrganizationNameLength} characters and must not be blank.`,
      because('NAME_LENGTH', { max: maxOrganizationNameLength }),
    );
  return name;
}

function validTimeZone(argument: string, input: string | null): string {
  const timezone = notNull(argument, input);
  if (!VenueCalendar.isTimeZone(timezone))
    throw badInput(
      argument,
      `${JSON.stringify(timezone)} is not the name of an IANA time zone, like Europe/Lisbon.`,
      because('TIME_ZONE', { value: timezone }),
    );
  return timezone;
}
