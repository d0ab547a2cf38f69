import { type Dependencies, resolver, type Room } from '../room';
import { AuditResolver } from './audit.resolver';
import { AuditEvent } from './audit-event.entity';
import { deleteOldAuditEvents } from './old-audit-events';

export const auditRoom: Room<Dependencies> = {
  entities: [AuditEvent],
  resolvers: [resolver(AuditResolver, ({ auditLog }) => new AuditResolver(auditLog))],
  sweeps: ({ dataSource, config }) => [() => deleteOldAuditEvents(dataSource, config.auditKeepMs)],
};
