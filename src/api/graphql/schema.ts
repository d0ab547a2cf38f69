import 'reflect-metadata';
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { AuditResolver } from '../../features/audit/audit.resolver';
import { AccessTokenResolver } from '../../features/auth/access-token.resolver';
import { authChecker } from '../../features/auth/auth-checker';
import { BookingResolver } from '../../features/bookings/booking.resolver';
import { BookingChangesResolver } from '../../features/bookings/booking-changes.resolver';
import {
  MonthlyBookingsResolver,
  UserBookingActivityResolver,
} from '../../features/bookings/user-booking-activity.resolver';
import { ExportRequestResolver } from '../../features/exports/approvals/export-request.resolver';
import { ExportFileResolver } from '../../features/exports/downloads/export-file.resolver';
import { ExportResolver } from '../../features/exports/export.resolver';
import { ExportLiveResolver } from '../../features/exports/live/export-live.resolver';
import { ExportFieldsResolver } from '../../features/exports/record/export-fields.resolver';
import { ExportColumnsResolver } from '../../features/exports/start/export-columns.resolver';
import { ExportPreviewResolver } from '../../features/exports/start/export-preview.resolver';
import { ExportTemplateResolver } from '../../features/exports/templates/export-template.resolver';
import { InvoiceResolver } from '../../features/invoices/invoice.resolver';
import { InvoiceChangesResolver } from '../../features/invoices/invoice-changes.resolver';
import { MonthlyInvoicesResolver, UserInvoicingResolver } from '../../features/invoices/user-invoicing.resolver';
import { OrganizationResolver } from '../../features/organizations/organization.resolver';
import { referenceDataResolvers } from '../../features/organizations/reference-data.resolver';
import { BookingCrossTableResolver } from '../../features/statistics/booking-cross-table.resolver';
import { BookingStatsResolver } from '../../features/statistics/booking-stats.resolver';
import { InvoiceStatsResolver } from '../../features/statistics/invoice-stats.resolver';
import { LiveBookingStatsResolver } from '../../features/statistics/live-booking-stats.resolver';
import { OwnershipResolver } from '../../features/users/ownership.resolver';
import { UserResolver } from '../../features/users/user.resolver';
import { UserChangesResolver } from '../../features/users/user-changes.resolver';
import { UserTokensResolver, ViewerTokensResolver } from '../../features/users/user-tokens.resolver';
import { ViewerResolver } from '../../features/users/viewer.resolver';
import { describeLimits } from '../../platform/graphql/input-limits';
import { forgetAfterMutations, type Operation } from '../../platform/graphql/operation';

export const resolverClasses = [
  ViewerResolver,
  ViewerTokensResolver,
  OrganizationResolver,
  ...referenceDataResolvers,
  OwnershipResolver,
  UserResolver,
  UserChangesResolver,
  UserTokensResolver,
  AccessTokenResolver,
  UserBookingActivityResolver,
  MonthlyBookingsResolver,
  UserInvoicingResolver,
  MonthlyInvoicesResolver,
  BookingResolver,
  BookingChangesResolver,
  BookingCrossTableResolver,
  BookingStatsResolver,
  InvoiceResolver,
  InvoiceChangesResolver,
  InvoiceStatsResolver,
  LiveBookingStatsResolver,
  ExportResolver,
  ExportPreviewResolver,
  ExportTemplateResolver,
  ExportFieldsResolver,
  ExportColumnsResolver,
  ExportFileResolver,
  ExportLiveResolver,
  ExportRequestResolver,
  AuditResolver,
] as const;

let schema: GraphQLSchema | undefined;

/**
 * The schema, without any server behind it: resolvers are found through each operation. No middleware is global: it
 * would make a promise of every field of every row.
 */
export function createSchema(): GraphQLSchema {
  if (schema) return schema;
  schema = buildSchemaSync({
    resolvers: resolverClasses,
    authChecker,
    container: ({ context }: { context: Operation }) => context.resolvers,
    // Asked for by type-graphql, but every subscription here has a `subscribe` of its own: its PubSub ends the process
    // when one subscriber stalls.
    pubSub: { publish: noPubSub, subscribe: noPubSub },
    // type-graphql checks nothing unless told to; null is a value to check, not a missing one.
    validate: { skipMissingProperties: false, forbidUnknownValues: false },
  });
  describeLimits(schema);
  forgetAfterMutations(schema);
  return schema;
}

function noPubSub(): never {
  throw new Error('this server has no PubSub');
}

/** What schema.graphql holds. */
export const printedSchema = (): string =>
  `# Emitted by \`npm run schema\`. Do not edit.\n\n${printSchema(lexicographicSortSchema(createSchema()))}\n`;
