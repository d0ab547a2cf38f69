import { IsOptional, ValidateNested } from 'class-validator';
import { ArgsType, Field, ObjectType } from 'type-graphql';
import { Shared } from '../../platform/graphql/audience';
import { InvoiceFilter } from '../invoices/invoice.inputs';
import { DimensionFields, GroupBy } from './dimension';
import { InvoiceDimension, invoiceDimensions, invoiceMeasures } from './invoice-statistics';
import { MeasureFields } from './measure';
import { ExcludedInvoices, rowsDescription, Statistics, StatisticsArgs, StatisticsRow } from './statistics.types';

@ArgsType()
export class InvoiceStatsArgs extends StatisticsArgs {
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

@MeasureFields(invoiceMeasures)
@DimensionFields(invoiceDimensions)
@ObjectType({ simpleResolvers: true, description: 'The figures of the OPEN and PAID invoices of one month and group.' })
export class InvoiceStat extends StatisticsRow {}

@ObjectType({
  simpleResolvers: true,
  description: 'Invoice figures by month and group, with the scope, time zone and bounds that they were computed with.',
})
export class InvoiceStats extends Statistics {
  @Shared()
  @Field(() => [InvoiceStat], { description: rowsDescription })
  rows: InvoiceStat[];

  @Shared()
  @Field(() => ExcludedInvoices, { description: 'Invoices that were not counted.' })
  excluded: ExcludedInvoices | undefined;
}
