import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { createIndex } from './create-index';
import { createTable } from './create-table';

const tables = ['provider_sign_ins', 'linked_identities', 'single_sign_on_domains', 'single_sign_on'];

/** Sign-in with the OpenID Connect provider of an organization. */
export class SingleSignOn1766016000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const d = dialectOf(runner.dataSource);
    const organization = 'FOREIGN KEY (organizationId) REFERENCES organizations (id) ON DELETE CASCADE';

    await createTable(
      runner,
      'single_sign_on',
      `id ${d.primaryKey}`,
      `organizationId ${d.integer} NOT NULL UNIQUE`,
      `issuer ${d.text(500)} NOT NULL`,
      `clientId ${d.text(255)} NOT NULL`,
      `clientSecret ${d.longText}`,
      `isRequired ${d.boolean} NOT NULL`,
      `revision ${d.code(36)} NOT NULL`,
      `changedAt ${d.instant} NOT NULL`,
      organization,
    );

    await createTable(
      runner,
      'single_sign_on_domains',
      `id ${d.primaryKey}`,
      `organizationId ${d.integer} NOT NULL`,
      `domain ${d.code(253)} NOT NULL`,
      'UNIQUE (domain, organizationId)',
      organization,
    );

    await createTable(
      runner,
      'linked_identities',
      `id ${d.primaryKey}`,
      `organizationId ${d.integer} NOT NULL`,
      `userId ${d.integer} NOT NULL`,
      `identityHash ${d.code(64)} NOT NULL`,
      `linkedAt ${d.instant} NOT NULL`,
      `lastUsedAt ${d.instant} NOT NULL`,
      'UNIQUE (organizationId, identityHash)',
      'UNIQUE (organizationId, userId)',
      'FOREIGN KEY (organizationId, userId) REFERENCES users (organizationId, id) ON DELETE CASCADE',
    );

    await createTable(
      runner,
      'provider_sign_ins',
      `id ${d.primaryKey}`,
      `organizationId ${d.integer} NOT NULL`,
      `revision ${d.code(36)} NOT NULL`,
      `secretHash ${d.code(64)} NOT NULL UNIQUE`,
      `network ${d.code(64)} NOT NULL`,
      `returnTo ${d.text(500)} NOT NULL`,
      `requestedAt ${d.instant} NOT NULL`,
      `usedAt ${d.instant}`,
      organization,
    );
    await createIndex(runner, 'provider_sign_ins_of_network', 'provider_sign_ins (network, id)');
    await createIndex(runner, 'provider_sign_ins_by_time', 'provider_sign_ins (requestedAt)');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of tables) await runner.query(`DROP TABLE IF EXISTS ${name}`);
  }
}
