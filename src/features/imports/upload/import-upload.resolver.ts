import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { PerViewer } from '../../../platform/graphql/audience';
import { cached, type Operation } from '../../../platform/graphql/operation';
import { DateTimeScalar } from '../../../platform/graphql/scalars';
import { Import } from '../record/import.entity';
import { canDo } from '../record/import.policy';
import { ImportState } from '../record/import-state';
import type { UploadAccess } from './upload-access';

@Resolver(() => Import)
export class ImportUploadResolver {
  constructor(private readonly access: UploadAccess) {}

  @PerViewer()
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Where to send the file: one PUT with its bytes. HEAD answers with `Upload-Offset`, the number of bytes that ' +
      'have arrived; a PUT with `Upload-Offset` continues after them, and one without starts over. ' +
      'The link works without a token, for an hour by default and only while the viewer may import. ' +
      'Each read returns a new one. Null once the file has arrived, and for users other than the requester.',
  })
  uploadUrl(@Root() row: Import, @Ctx() operation: Operation): string | null {
    return this.mint(row, operation)?.url ?? null;
  }

  @PerViewer()
  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description:
      'When `uploadUrl` expires. An upload that has started by then is received to its end. Null without it.',
  })
  uploadUrlExpiresAt(@Root() row: Import, @Ctx() operation: Operation): Date | null {
    return this.mint(row, operation)?.expiresAt ?? null;
  }

  /** Both fields belong to the same link. */
  private mint(row: Import, operation: Operation): { url: string; expiresAt: Date } | null {
    const { viewer, baseUrl, now } = operation;
    if (row.state !== ImportState.AWAITING_FILE || !canDo('upload', viewer, row, now())) return null;
    const links = cached(operation, this, () => new Map<number, { url: string; expiresAt: Date }>());
    const link = links.get(row.id);
    if (link) return link;
    const { path, expiresAt } = this.access.mint(viewer, row);
    const minted = { url: baseUrl + path, expiresAt };
    links.set(row.id, minted);
    return minted;
  }
}
