import { type DataSource, In } from 'typeorm';
import { because } from '../../error-reasons';
import { badInput } from '../../errors';
import { againIfDeleted } from '../../platform/database/deleted-meanwhile';
import { transact } from '../../platform/database/transaction';
import { type Batch, checkSize, distinctIds, idsOfBatch, noSuchRow } from '../../platform/graphql/batch';
import { changeEach, checkAll, parseEach } from '../../platform/graphql/input-errors';
import { insertUnique } from '../../platform/graphql/insert-unique';
import type { Operation } from '../../platform/graphql/operation';
import type { Clock } from '../../platform/time/clock';
import type { Sentence } from '../../sentences';
import { AuditAction } from '../audit/audit-action';
import { changedDetails } from '../audit/audit-details';
import { type AuditLog, doneBy } from '../audit/audit-log';
import { assertAllowed } from '../auth/denials';
import { confirmViewer } from '../auth/lock-viewer';
import { type OrganizationRepository, parseAssignableId } from '../organizations/organization.repository';
import type { UserRepository } from '../users/user.repository';
import { Booking, BookingStatus } from './booking.entity';
import { checkChangeBookings } from './booking.policy';
import type { CreateBookingInput, RescheduleBookingInput } from './booking-changes.inputs';
import {
  assertBookingStatus,
  bookingFields,
  reschedulable,
  reschedulableFields,
  rescheduled,
  statusesBefore,
} from './booking-rules';
import { changeBookings, insertBookings, type NewBooking } from './booking-writes';

const { CONFIRMED, CANCELLED } = BookingStatus;

/** Changes bookings, all of a batch or none. */
export class BookingService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly users: UserRepository,
    private readonly organizations: OrganizationRepository,
    private readonly auditLog: AuditLog,
  ) {}

  async create(operation: Operation, batch: Batch<CreateBookingInput>): Promise<Booking[]> {
    assertCanChange(operation, batch);
    return againIfDeleted(this.dataSource, () => this.insert(operation, batch));
  }

  private async insert(operation: Operation, batch: Batch<CreateBookingInput>): Promise<Booking[]> {
    const { organizationId } = operation.viewer;
    const { locations } = await this.organizations.referenceData(operation.viewer);
    const userIds = batch.items.map(({ userId }) => userId);
    const checkUserId = await this.users.idCheck({ organizationId }, userIds);
    const createdAt = this.clock.now();
    const bookings = parseEach(batch.items, (input, index): NewBooking => {
      const pathOf = (field: string) => batch.pathOf(index, field);
      const { fields, ...others } = checkAll({
        userId: () => checkUserId(input.userId, pathOf('userId')),
        locationId: () => parseAssignableId('location', locations, input.locationId, pathOf('locationId')),
        status: () => newStatus(input.status, pathOf('status')),
        fields: () => bookingFields(input, pathOf),
      });
      return { ...others, ...fields, createdAt };
    });
    const keys = bookings.map(({ reference }) => reference);
    const argumentOf = (index: number) => batch.pathOf(index, 'reference');
    return insertUnique(
      this.dataSource,
      { table: 'bookings', column: 'reference', organizationId, keys, argumentOf },
      async (manager) => {
        await confirmViewer(manager, operation);
        await insertBookings(manager, organizationId, bookings);
        await this.auditLog.recordEach(
          manager,
          doneBy(operation, AuditAction.BOOKING_CREATED),
          keys.map((reference) => changedDetails(reference, [])),
        );
        const rows = await manager.find(Booking, { where: { organizationId, reference: In(keys) } });
        const byReference = new Map(rows.map((row) => [row.reference, row]));
        return keys.map((reference) => byReference.get(reference)!);
      },
    );
  }

  async confirm(operation: Operation, ids: Batch<string>): Promise<Booking[]> {
    assertCanChange(operation, ids);
    return this.change(operation, ids, AuditAction.BOOKING_CONFIRMED, statusesBefore[CONFIRMED], (booking) => ({
      ...booking,
      status: CONFIRMED,
    }));
  }

  async cancel(operation: Operation, ids: Batch<string>): Promise<Booking[]> {
    assertCanChange(operation, ids);
    return this.change(operation, ids, AuditAction.BOOKING_CANCELLED, statusesBefore[CANCELLED], (booking) => ({
      ...booking,
      status: CANCELLED,
    }));
  }

  async reschedule(operation: Operation, batch: Batch<RescheduleBookingInput>): Promise<Booking[]> {
    assertCanChange(operation, batch);
    const { locations } = await this.organizations.referenceData(operation.viewer);
    return this.change(operation, idsOfBatch(batch), AuditAction.BOOKING_RESCHEDULED, reschedulable, (booking, index) =>
      rescheduled(booking, batch.items[index]!, locations, (field) => batch.pathOf(index, field)),
    );
  }

  /** @throws CONFLICT naming the bookings whose status is not in `from`. */
  private async change(
    operation: Operation,
    idBatch: Batch<string>,
    action: AuditAction,
    from: readonly BookingStatus[],
    changeBooking: (before: Booking, index: number) => Booking,
  ): Promise<Booking[]> {
    const ids = distinctIds(idBatch);
    return transact(this.dataSource, async (manager) => {
      await confirmViewer(manager, operation);
      const details: Sentence[] = [];
      const change = (before: Booking | undefined, index: number): Booking => {
        if (!before) throw noSuchRow('booking', idBatch, index);
        assertBookingStatus(before, from, idBatch.pathOf(index));
        const after = changeBooking(before, index);
        details.push(
          changedDetails(
            after.reference,
            reschedulableFields.filter((field) => before[field]?.valueOf() !== after[field]?.valueOf()),
          ),
        );
        return after;
      };
      const { organizationId } = operation.viewer;
      const bookings = await changeEach(change, (tryChange) => changeBookings(manager, organizationId, ids, tryChange));
      await this.auditLog.recordEach(manager, doneBy(operation, action), details);
      return bookings;
    });
  }
}

function newStatus(status: BookingStatus, argument: string): BookingStatus {
  if (status === CANCELLED)
    throw badInput(
      argument,
      `\`${argument}\` must be PENDING or CONFIRMED for a new booking.`,
      because('STATE', { state: status }),
    );
  return status;
}

function assertCanChange({ viewer }: Operation, batch: Batch<unknown>): void {
  assertAllowed(checkChangeBookings(viewer));
  checkSize(batch);
}
