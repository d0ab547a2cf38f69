import { type DataSource, In } from 'typeorm';
import { againIfDeleted } from '../../platform/database/deleted-meanwhile';
import { transact } from '../../platform/database/transaction';
import { type Batch, checkSize, distinctIds, idsOfBatch, noSuchRow } from '../../platform/graphql/batch';
import { idOf, idsOf } from '../../platform/graphql/ids';
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
import { bookingScope } from '../auth/scopes';
import type { BookingRepository } from '../bookings/booking.repository';
import type { OrganizationRepository } from '../organizations/organization.repository';
import type { UserRepository } from '../users/user.repository';
import { Invoice, InvoiceStatus } from './invoice.entity';
import { checkChangeInvoices } from './invoice.policy';
import type { ChangeInvoiceInput, IssueInvoiceInput } from './invoice-changes.inputs';
import {
  assertInvoiceStatus,
  assignableFields,
  assigned,
  invoiceFields,
  newAssignment,
  type NewInvoiceReferences,
  statusesBefore,
} from './invoice-rules';
import { changeInvoices, insertInvoices, type NewInvoice } from './invoice-writes';

const { OPEN, PAID, VOID } = InvoiceStatus;

/** Changes invoices, all of a batch or none. */
export class InvoiceService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly users: UserRepository,
    private readonly organizations: OrganizationRepository,
    private readonly bookings: BookingRepository,
    private readonly auditLog: AuditLog,
  ) {}

  async issue(operation: Operation, batch: Batch<IssueInvoiceInput>): Promise<Invoice[]> {
    assertCanChange(operation, batch);
    return againIfDeleted(this.dataSource, () => this.insert(operation, batch));
  }

  private async insert(operation: Operation, batch: Batch<IssueInvoiceInput>): Promise<Invoice[]> {
    const { organizationId } = operation.viewer;
    const userIds = batch.items.map(({ userId }) => userId);
    const checkUserId = await this.users.idCheck({ organizationId }, userIds);
    const references = await this.references(operation, batch);
    const now = this.clock.now();
    const invoices = parseEach(batch.items, (input, index): NewInvoice => {
      const pathOf = (field: string) => batch.pathOf(index, field);
      const { userId, fields, assignment } = checkAll({
        userId: () => checkUserId(input.userId, pathOf('userId')),
        fields: () => invoiceFields(input, pathOf),
        assignment: () => newAssignment(idOf(input.userId), input, references, pathOf),
      });
      return { ...fields, ...assignment, userId, issuedAt: input.issuedAt ?? now, status: OPEN };
    });
    const keys = invoices.map(({ number }) => number);
    const argumentOf = (index: number) => batch.pathOf(index, 'number');
    return insertUnique(
      this.dataSource,
      { table: 'invoices', column: 'number', organizationId, keys, argumentOf },
      async (manager) => {
        await confirmViewer(manager, operation);
        await insertInvoices(manager, organizationId, invoices);
        await this.auditLog.recordEach(
          manager,
          doneBy(operation, AuditAction.INVOICE_ISSUED),
          keys.map((number) => changedDetails(number, [])),
        );
        const rows = await manager.find(Invoice, { where: { organizationId, number: In(keys) } });
        const byNumber = new Map(rows.map((row) => [row.number, row]));
        return keys.map((number) => byNumber.get(number)!);
      },
    );
  }

  async assign(operation: Operation, batch: Batch<ChangeInvoiceInput>): Promise<Invoice[]> {
    assertCanChange(operation, batch);
    return againIfDeleted(this.dataSource, async () => {
      const references = await this.references(operation, batch);
      return this.change(operation, idsOfBatch(batch), AuditAction.INVOICE_CHANGED, (invoice, index) =>
        assigned(invoice, batch.items[index]!, references, (field) => batch.pathOf(index, field)),
      );
    });
  }

  pay(operation: Operation, ids: Batch<string>): Promise<Invoice[]> {
    return this.changeStatus(operation, ids, AuditAction.INVOICE_PAID, PAID);
  }

  void(operation: Operation, ids: Batch<string>): Promise<Invoice[]> {
    return this.changeStatus(operation, ids, AuditAction.INVOICE_VOIDED, VOID);
  }

  private async changeStatus(
    operation: Operation,
    ids: Batch<string>,
    action: AuditAction,
    status: InvoiceStatus,
  ): Promise<Invoice[]> {
    assertCanChange(operation, ids);
    return this.change(operation, ids, action, (invoice, index) => {
      assertInvoiceStatus(invoice, statusesBefore[status], ids.pathOf(index));
      return { ...invoice, status };
    });
  }

  /** The records that invoices of this batch may refer to. Bookings that the viewer may not see are unknown. */
  private async references(
    { viewer }: Operation,
    { items }: Batch<{ bookingId?: string | null }>,
  ): Promise<NewInvoiceReferences> {
    const { locations } = await this.organizations.referenceData(viewer);
    const ids = idsOf(items.flatMap(({ bookingId }) => bookingId ?? []));
    return { locations, bookings: await this.bookings.listByIds(bookingScope(viewer), ids) };
  }

  private async change(
    operation: Operation,
    idBatch: Batch<string>,
    action: AuditAction,
    changeInvoice: (before: Invoice, index: number) => Invoice,
  ): Promise<Invoice[]> {
    const ids = distinctIds(idBatch);
    return transact(this.dataSource, async (manager) => {
      await confirmViewer(manager, operation);
      const details: Sentence[] = [];
      const change = (before: Invoice | undefined, index: number): Invoice => {
        if (!before) throw noSuchRow('invoice', idBatch, index);
        const after = changeInvoice(before, index);
        const fields = assignableFields.filter((field) => before[field] !== after[field]);
        details.push(changedDetails(after.number, fields));
        return after;
      };
      const { organizationId } = operation.viewer;
      const invoices = await changeEach(change, (tryChange) => changeInvoices(manager, organizationId, ids, tryChange));
      await this.auditLog.recordEach(manager, doneBy(operation, action), details);
      return invoices;
    });
  }
}

function assertCanChange({ viewer }: Operation, batch: Batch<unknown>): void {
  assertAllowed(checkChangeInvoices(viewer));
  checkSize(batch);
}
