import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';

/** Whether an access token has set the email address of a user. No address from before counts as such. */
export class UnconfirmedAddresses1767744000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const type = `${dialectOf(runner.dataSource).boolean} NOT NULL DEFAULT 0`;
    await addColumn(runner, 'users', 'isAddressUnconfirmed', type);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users DROP COLUMN isAddressUnconfirmed');
  }
}
