import { IsOptional, ValidateNested } from 'class-validator';
import { ArgsType, Field, ObjectType } from 'type-graphql';
import { Shared } from '../../platform/graphql/audience';
import { InvoiceFilter } from '../invoices/invoice.inputs';
import { GroupBy } from './definitions/dimension';
import {
  InvoiceDimension,
  invoiceDimensions,
  invoiceMeasures,
  invoiceStatistics,
} from './definitions/invoice-statistics';
import { defineRowTypes, defineStatisticsArgs, rowsDescription, totalsDescription } from './row-types';
import { ExcludedInvoices, Statistics, type StatisticsRow } from './statistics.types';

const { Row, Totals } = defineRowTypes('InvoiceStat', {
  records: 'OPEN and PAID invoices',
  measures: invoiceMeasures,
  dimensions: invoiceDimensions,
  hasItemNames: invoiceStatistics.hasItemNames,
});

@ArgsType()
export class InvoiceStatsArgs extends defineStatisticsArgs('InvoiceStat', invoiceMeasures) {
  @GroupBy(() => InvoiceDimension)
  groupBy?: InvoiceDimension[] | null;

  @Field(() => InvoiceFilter, {
    nullable: true,
    description:
      'Which invoices to count; absent: all that the viewer may see. ' +
      'BAD_USER_INPUT if `status` includes VOID, because void invoices never count.',
  })
  @IsOptional()
  @ValidateNested()
  filter?: InvoiceFilter | null;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'Invoice figures by period and group, with the scope, time zone and bounds that they were computed with.',
})
export class InvoiceStats extends Statistics {
  @Shared()
  @Field(() => [Row], { description: rowsDescription })
  rows: StatisticsRow[];

  @Shared()
  @Field(() => ExcludedInvoices, { description: 'Invoices that were not counted.' })
  excluded: ExcludedInvoices | undefined;

  @Shared()
  @Field(() => Totals, { description: totalsDescription })
  totals: object | undefined;
}
