import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { createIndex } from './create-index';
import { createTable } from './create-table';

/** Requests to the owner for an export, and mails that wait to be sent or were. */
export class RequestsAndMails1764806400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const d = dialectOf(runner.dataSource);
    const ofOrganization = `organizationId ${d.integer} NOT NULL`;
    const toOrganization = 'FOREIGN KEY (organizationId) REFERENCES organizations (id) ON DELETE CASCADE';
    const toUser = (column: string) =>
      `FOREIGN KEY (organizationId, ${column}) REFERENCES users (organizationId, id) ON DELETE CASCADE`;
    await createTable(
      runner,
      'export_requests',
      `id ${d.primaryKey}, ${ofOrganization}, requestedById ${d.integer} NOT NULL, requestedAt ${d.instant} NOT NULL, input ${d.longText} NOT NULL, summary ${d.longText} NOT NULL, openKey ${d.code(64)} UNIQUE,
      reason ${d.text(1000)}, state ${d.code(16)} NOT NULL, decidedById ${d.integer}, decidedAt ${d.instant}, declineReason ${d.text(1000)}, exportId ${d.integer},
      ${toOrganization}, ${toUser('requestedById')}`,
    );
    await createIndex(runner, 'export_requests_listed', 'export_requests (organizationId, requestedById, id)');
    await createTable(
      runner,
      'notices',
      `id ${d.primaryKey}, ${ofOrganization}, messageKey ${d.code(36)} NOT NULL UNIQUE, kind ${d.code(40)} NOT NULL, toUserId ${d.integer}, exportId ${d.integer}, requestId ${d.integer},
      details ${d.longText} NOT NULL, queuedAt ${d.instant} NOT NULL, state ${d.code(16)} NOT NULL, attempt ${d.integer} NOT NULL, dueAt ${d.instant} NOT NULL,
      leaseOwner ${d.code(40)}, leaseUntil ${d.instant}, endedAt ${d.instant}, error ${d.text(500)},
      ${toOrganization}, ${toUser('toUserId')}`,
    );
    await createIndex(runner, 'notices_due', 'notices (state, dueAt)');
  }

  async down(): Promise<void> {
    throw new Error('This migration is not undone: requests and waiting mails would be lost.');
  }
}
