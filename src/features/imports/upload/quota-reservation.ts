import type { DataSource } from 'typeorm';
import { poolQuery } from '../../../platform/database/query-rows';
import { transact } from '../../../platform/database/transaction';
import { quotaExceeded, remainingQuota } from '../../exports/record/storage-quota';
import type { Import } from '../record/import.entity';
import { changeImport } from '../record/import-transitions';
import { superseded } from './upload';

/** One statement reserves this much, so that few chunks of an upload wait for the database. */
const stepBytes = 8_000_000;

/**
 * What an upload takes up of the storage quota of its organization. It is stored before the bytes are, so that uploads
 * and exports at the same time exceed the quota neither alone nor together.
 */
export class QuotaReservation {
  private reservedBytes = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly row: Pick<Import, 'id' | 'organizationId'>,
    private readonly uploadOwner: string,
    /** 0 means no limit. */
    private readonly quotaBytes: number,
  ) {}

  /** @throws QUOTA_EXCEEDED if the file does not fit with this many bytes, CONFLICT if a later upload has started. */
  reserve = async (bytes: number): Promise<void> => {
    if (this.quotaBytes === 0 || bytes <= this.reservedBytes) return;
    const free = this.reservedBytes + (await this.remaining());
    if (bytes + stepBytes <= free && (await this.store(bytes + stepBytes))) return;
    if (await this.store(bytes)) return;
    throw quotaExceeded(this.quotaBytes);
  };

  /** Leaves only what has arrived. */
  async settle(bytes: number): Promise<void> {
    if (this.reservedBytes > 0) await this.change(bytes);
  }

  /** Returns false if the files of the organization exceed the quota with it. */
  private async store(bytes: number): Promise<boolean> {
    if (!(await this.change(bytes))) throw superseded();
    this.reservedBytes = bytes;
    return (await this.remaining()) >= 0;
  }

  private remaining(): Promise<number> {
    return remainingQuota(poolQuery(this.dataSource), this.row.organizationId, this.quotaBytes);
  }

  private change(uploadBytes: number): Promise<boolean> {
    const { uploadOwner } = this;
    return transact(this.dataSource, (manager) =>
      changeImport(manager, 'reserveUpload', this.row.id, { uploadOwner, uploadBytes }),
    );
  }
}
