import { Arg, Authorized, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { batchComplexity, many, one } from '../../platform/graphql/batch';
import type { Operation } from '../../platform/graphql/operation';
import { Invoice } from './invoice.entity';
import type { InvoiceService } from './invoice.service';
import { ChangeInvoiceInput, IssueInvoiceInput } from './invoice-changes.inputs';

const needs = 'Requires the permissions INVOICES_VIEW and INVOICES_EDIT.';
const bulk =
  'Atomic. Accepts 1 to 500 and returns them in the same order. ' +
  `${needs} Errors name the index, like \`input.7.number\` or \`ids.7\`.`;
const idArg = { description: 'Id of the invoice. NOT_FOUND if unknown.' };
const idsArg = { description: 'Ids of the invoices, without duplicates. NOT_FOUND if one is unknown.' };
const newInvoice = { description: 'The new invoice.' };
const change = { description: 'The invoice and its new location and booking.' };
const changes = { description: 'The invoices and their new locations and bookings.' };
const newInvoices = { description: 'The new invoices.' };

@Resolver()
export class InvoiceChangesResolver {
  constructor(private readonly invoices: InvoiceService) {}

  @Authorized()
  @Mutation(() => Invoice, {
    description: `Issues an invoice, which figures count immediately. ${needs} CONFLICT if the number is already in use.`,
    complexity: batchComplexity,
  })
  async issueInvoice(
    @Arg('input', () => IssueInvoiceInput, newInvoice) input: IssueInvoiceInput,
    @Ctx() operation: Operation,
  ): Promise<Invoice> {
    return (await this.invoices.issue(operation, one('input', input)))[0]!;
  }

  @Authorized()
  @Mutation(() => [Invoice], {
    description: `Issues invoices. ${bulk} CONFLICT if a number is already in use.`,
    complexity: batchComplexity,
  })
  issueInvoices(
    @Arg('input', () => [IssueInvoiceInput], newInvoices) input: IssueInvoiceInput[],
    @Ctx() operation: Operation,
  ): Promise<Invoice[]> {
    return this.invoices.issue(operation, many('input', input));
  }

  @Authorized()
  @Mutation(() => Invoice, {
    description: `Sets the location or the booking of an invoice of any status. ${needs} NOT_FOUND if the invoice is unknown.`,
    complexity: batchComplexity,
  })
  async changeInvoice(
    @Arg('input', () => ChangeInvoiceInput, change) input: ChangeInvoiceInput,
    @Ctx() operation: Operation,
  ): Promise<Invoice> {
    return (await this.invoices.assign(operation, one('input', input)))[0]!;
  }

  @Authorized()
  @Mutation(() => [Invoice], {
    description: `Sets the locations or the bookings of invoices of any status. ${bulk} NOT_FOUND if an invoice is unknown.`,
    complexity: batchComplexity,
  })
  changeInvoices(
    @Arg('input', () => [ChangeInvoiceInput], changes) input: ChangeInvoiceInput[],
    @Ctx() operation: Operation,
  ): Promise<Invoice[]> {
    return this.invoices.assign(operation, many('input', input));
  }

  @Authorized()
  @Mutation(() => Invoice, {
    description: `Marks an invoice as paid. ${needs} CONFLICT unless the invoice is OPEN.`,
    complexity: batchComplexity,
  })
  async payInvoice(@Arg('id', () => ID, idArg) id: string, @Ctx() operation: Operation): Promise<Invoice> {
    return (await this.invoices.pay(operation, one('id', id)))[0]!;
  }

  @Authorized()
  @Mutation(() => [Invoice], {
    description: `Marks invoices as paid. ${bulk} CONFLICT unless every invoice is OPEN.`,
    complexity: batchComplexity,
  })
  payInvoices(@Arg('ids', () => [ID], idsArg) ids: string[], @Ctx() operation: Operation): Promise<Invoice[]> {
    return this.invoices.pay(operation, many('ids', ids));
  }

  @Authorized()
  @Mutation(() => Invoice, {
    description: `Voids an open or paid invoice, so that figures no longer count it. ${needs} CONFLICT if the invoice is already VOID.`,
    complexity: batchComplexity,
  })
  async voidInvoice(@Arg('id', () => ID, idArg) id: string, @Ctx() operation: Operation): Promise<Invoice> {
    return (await this.invoices.void(operation, one('id', id)))[0]!;
  }

  @Authorized()
  @Mutation(() => [Invoice], {
    description: `Voids open or paid invoices. ${bulk} CONFLICT if an invoice is already VOID.`,
    complexity: batchComplexity,
  })
  voidInvoices(@Arg('ids', () => [ID], idsArg) ids: string[], @Ctx() operation: Operation): Promise<Invoice[]> {
    return this.invoices.void(operation, many('ids', ids));
  }
}
