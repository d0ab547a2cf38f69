import { Field, ObjectType } from 'type-graphql';
import { PerViewer, Shared } from '../../platform/graphql/audience';
import { BigIntScalar, DateTimeScalar } from '../../platform/graphql/scalars';

/** A file that the viewer can download with a signed link. */
@ObjectType({ simpleResolvers: true })
export abstract class LinkedFile {
  @Shared()
  @Field(() => String, { description: 'Suggested file name.' })
  name: string;

  @Shared()
  @Field(() => String, { description: 'Media type.' })
  contentType: string;

  @Shared()
  @Field(() => BigIntScalar, { description: 'Size in bytes.' })
  bytes: bigint;

  abstract rows: number | null;

  @Shared()
  @Field(() => String, { description: 'SHA-256 of the file, in hexadecimal.' })
  sha256: string;

  @PerViewer()
  @Field(() => String, {
    description:
      'URL for GET and HEAD, also with Range. ' +
      'Works without a token for a few minutes, and only while the viewer may download the file. ' +
      'Each read of this field returns a new URL. ' +
      'The audit log records each use of it, but not the reads of this field.',
  })
  downloadUrl: () => string;

  @PerViewer()
  @Field(() => DateTimeScalar, { description: 'When `downloadUrl` expires.' })
  downloadUrlExpiresAt: () => Date;
}

/** The fields with a link, which is created when one of them is read. */
export function linkFields(
  baseUrl: string,
  create: () => { readonly path: string; readonly expiresAt: Date },
): Pick<LinkedFile, 'downloadUrl' | 'downloadUrlExpiresAt'> {
  let created: ReturnType<typeof create> | undefined;
  const link = () => (created ??= create());
  return { downloadUrl: () => baseUrl + link().path, downloadUrlExpiresAt: () => link().expiresAt };
}
