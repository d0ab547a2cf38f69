import type { Config } from '../config';
import { openAppDatabase } from '../database';
import { AuditAction } from '../features/audit/audit-action';
import { changedDetails } from '../features/audit/audit-details';
import { AuditLog } from '../features/audit/audit-log';
import { Revocations } from '../features/auth/revocations';
import { lockSignInAddresses } from '../features/auth/sign-in/sign-in-addresses';
import { LoadError } from '../features/load/load-error';
import { userTextFields } from '../features/users/user-texts';
import { changeUsers } from '../features/users/user-writes';
import { transact } from '../platform/database/transaction';
import { isMailAddress } from '../platform/mail/mailer';
import { DatabaseClock } from '../platform/time/database-clock';
import { findAccount } from './find-account';

interface AddressOptions {
  readonly organization: string;
  readonly username: string;
  readonly email: string;
}

/**
 * Sets the email address that a user signs in with. For users who cannot sign in, such as an owner without an address: an
 * access token cannot set it.
 */
export async function address(config: Config, { organization, username, email }: AddressOptions): Promise<void> {
  if (!isMailAddress(email) || email.length > userTextFields.email.maxLength)
    throw new LoadError('--email must be one email address, like ana@example.com');
  const dataSource = await openAppDatabase(config);
  try {
    const { id, organizationId } = await findAccount(dataSource, organization, username);
    const clock = await DatabaseClock.open(dataSource);
    const auditLog = new AuditLog(dataSource, clock);
    const by = { organizationId };
    await transact(dataSource, async (manager) => {
      await lockSignInAddresses(manager, organizationId);
      const changer = { by, revocations: new Revocations(clock, auditLog), isUnconfirmed: false };
      const [changed] = await changeUsers(manager, changer, [id], (before) => (before ? { ...before, email } : null));
      const details = changedDetails(changed!.user.username, changed!.fields);
      await auditLog.record(manager, { ...by, action: AuditAction.USER_CHANGED, details });
    });
    process.stdout.write(`"${username}" in "${organization}" signs in with ${email}\n`);
  } finally {
    await dataSource.destroy();
  }
}
