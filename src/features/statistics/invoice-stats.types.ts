import { IsOptional, ValidateNested } from 'class-validator';
import { ArgsType, Field, ObjectType } from 'type-graphql';
import { Shared } from '../../platform/graphql/audience';
import { MaxValues } from '../../platform/graphql/input-limits';
import { InvoiceFilter } from '../invoices/invoice.inputs';
import { ChangeFields } from './comparison';
import { DimensionFields, GroupBy } from './dimension';
import { InvoiceDimension, invoiceDimensions, invoiceMeasures } from './invoice-statistics';
import { MeasureFields, runningMeasures, sharedMeasures, ShareFields } from './measure';
import { defineRowInputs, type HavingInput, type RowOrderInput, type TopInput } from './row-inputs';
import {
  beforeDescription,
  changeDescription,
  ExcludedInvoices,
  havingDescription,
  orderDescription,
  rowsDescription,
  Statistics,
  StatisticsArgs,
  StatisticsRow,
  StatPeriod,
  topDescription,
  totalsDescription,
} from './statistics.types';

const inputs = defineRowInputs('InvoiceStat', invoiceMeasures);

@ArgsType()
export class InvoiceStatsArgs extends StatisticsArgs {
  @GroupBy(() => InvoiceDimension)
  groupBy?: InvoiceDimension[] | null;

  @Field(() => [inputs.RowHaving], { nullable: true, description: havingDescription })
  @IsOptional()
  @MaxValues(10)
  @ValidateNested()
  having?: HavingInput[] | null;

  @Field(() => [inputs.Order], { nullable: true, description: orderDescription })
  @IsOptional()
  @MaxValues(5)
  @ValidateNested()
  orderBy?: RowOrderInput[] | null;

  @Field(() => inputs.Top, { nullable: true, description: topDescription })
  @IsOptional()
  @ValidateNested()
  top?: TopInput | null;

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
@ObjectType({ simpleResolvers: true, description: 'The figures of all OPEN and PAID invoices of the range.' })
export class InvoiceStatTotals {}

@MeasureFields(invoiceMeasures)
@ObjectType({
  simpleResolvers: true,
  description: 'The figures of the same group in the period that a row is compared with.',
})
export class InvoiceStatBefore {
  @Shared()
  @Field(() => StatPeriod, { description: 'The earlier period.' })
  period: StatPeriod;
}

@ChangeFields(invoiceMeasures)
@ObjectType({ simpleResolvers: true, description: 'How the figures of a row differ from those in `before`.' })
export class InvoiceStatChange {}

@ShareFields(sharedMeasures(invoiceMeasures))
@ObjectType({ simpleResolvers: true, description: 'The shares of a row in the figures of all records of its period.' })
export class InvoiceStatShare {}

@MeasureFields(runningMeasures(invoiceMeasures))
@ObjectType({
  simpleResolvers: true,
  description: 'The figures of a group from the start of the range to the end of a period.',
})
export class InvoiceStatRunning {}

@MeasureFields(invoiceMeasures)
@DimensionFields(invoiceDimensions)
@ObjectType({
  simpleResolvers: true,
  description: 'The figures of the OPEN and PAID invoices of one period and group.',
})
export class InvoiceStat extends StatisticsRow {
  @Shared()
  @Field(() => InvoiceStatBefore, { nullable: true, description: beforeDescription })
  before: InvoiceStatBefore | null | undefined;

  @Shared()
  @Field(() => InvoiceStatChange, { nullable: true, description: changeDescription })
  change: InvoiceStatChange | null | undefined;

  @Shared()
  @Field(() => InvoiceStatShare, {
    description: 'Shares in the figures of all records of the period that match the filter.',
  })
  share: InvoiceStatShare | undefined;

  @Shared()
  @Field(() => InvoiceStatRunning, { description: 'Running figures of the group, from the start of the range.' })
  running: InvoiceStatRunning | undefined;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'Invoice figures by period and group, with the scope, time zone and bounds that they were computed with.',
})
export class InvoiceStats extends Statistics {
  @Shared()
  @Field(() => [InvoiceStat], { description: rowsDescription })
  rows: InvoiceStat[];

  @Shared()
  @Field(() => ExcludedInvoices, { description: 'Invoices that were not counted.' })
  excluded: ExcludedInvoices | undefined;

  @Shared()
  @Field(() => InvoiceStatTotals, { description: totalsDescription })
  totals: InvoiceStatTotals | undefined;
}
