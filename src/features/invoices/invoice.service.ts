import { type DataSource, In } from 'typeorm';
import { transact } from '../../platform/database/transaction';
import { type Batch, checkSize, distinctIds, noSuchRow } from '../../platform/graphql/batch';
import { changeEach, checkAll, parseEach } from '../../platform/graphql/input-errors';
import { insertUnique } from '../../platform/graphql/insert-unique';
import type { Operation } from '../../platform/graphql/operation';
import type { Clock } from '../../platform/time/clock';
import { AuditAction } from '../audit/audit-event.entity';
import { type AuditLog, changedDetails, doneBy } from '../audit/audit-log';
import { assertAllowed } from '../auth/denials';
import type { UserRepository } from '../users/user.repository';
import { Invoice, InvoiceStatus } from './invoice.entity';
import { checkChangeInvoices } from './invoice.policy';
import type { IssueInvoiceInput } from './invoice-changes.inputs';
import { assertInvoiceStatus, invoiceFields, statusesBefore } from './invoice-rules';
import { changeInvoices, insertInvoices, type NewInvoice } from './invoice-writes';

const { OPEN, PAID, VOID } = InvoiceStatus;

/** Changes invoices, all of a batch or none. */
export class InvoiceService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly users: UserRepository,
    private readonly auditLog: AuditLog,
  ) {}

  async issue(operation: Operation, batch: Batch<IssueInvoiceInput>): Promise<Invoice[]> {
    assertCanChange(operation, batch);
    const { organizationId } = operation.viewer;
    const userIds = batch.items.map(({ userId }) => userId);
    const checkUserId = await this.users.idCheck({ organizationId }, userIds);
    const now = this.clock.now();
    const invoices = parseEach(batch.items, (input, index): NewInvoice => {
      const pathOf = (field: string) => batch.pathOf(index, field);
      const { userId, fields } = checkAll({
        userId: () => checkUserId(input.userId, pathOf('userId')),
        fields: () => invoiceFields(input, pathOf),
      });
      return { ...fields, userId, issuedAt: input.issuedAt ?? now, status: OPEN };
    });
    const keys = invoices.map(({ number }) => number);
    const argumentOf = (index: number) => batch.pathOf(index, 'number');
    return insertUnique(
      this.dataSource,
      { table: 'invoices', column: 'number', organizationId, keys, argumentOf },
      async (manager) => {
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

  pay(operation: Operation, ids: Batch<string>): Promise<Invoice[]> {
    return this.change(operation, ids, AuditAction.INVOICE_PAID, PAID);
  }

  void(operation: Operation, ids: Batch<string>): Promise<Invoice[]> {
    return this.change(operation, ids, AuditAction.INVOICE_VOIDED, VOID);
  }

  private async change(
    operation: Operation,
    idBatch: Batch<string>,
    action: AuditAction,
    to: InvoiceStatus,
  ): Promise<Invoice[]> {
    assertCanChange(operation, idBatch);
    const ids = distinctIds(idBatch);
    return transact(this.dataSource, async (manager) => {
      const change = (before: Invoice | undefined, index: number): Invoice => {
        if (!before) throw noSuchRow('invoice', idBatch, index);
        assertInvoiceStatus(before, statusesBefore[to], idBatch.pathOf(index));
        return { ...before, status: to };
      };
      const { organizationId } = operation.viewer;
      const invoices = await changeEach(change, (tryChange) => changeInvoices(manager, organizationId, ids, tryChange));
      await this.auditLog.recordEach(
        manager,
        doneBy(operation, action),
        invoices.map(({ number }) => changedDetails(number, [])),
      );
      return invoices;
    });
  }
}

function assertCanChange({ viewer }: Operation, batch: Batch<unknown>): void {
  assertAllowed(checkChangeInvoices(viewer));
  checkSize(batch);
}
