import { Arg, Authorized, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { batchComplexity, many, one } from '../../platform/graphql/batch';
import type { Operation } from '../../platform/graphql/operation';
import { Invoice } from './invoice.entity';
import type { InvoiceService } from './invoice.service';
import { IssueInvoiceInput } from './invoice-changes.inputs';

const needs = 'Needs INVOICES_VIEW and INVOICES_EDIT.';
const bulk = `All or none, up to 500, returned in the order given. ${needs} Errors name the record by its place, like \`input.7.number\` or \`ids.7\`.`;
const idArg = { description: "The invoice's id. NOT_FOUND for an unknown one." };
const idsArg = { description: 'Ids of the invoices, each once. NOT_FOUND for an unknown one.' };
const newInvoice = { description: 'The invoice.' };

@Resolver()
export class InvoiceChangesResolver {
  constructor(private readonly invoices: InvoiceService) {}

  @Authorized()
  @Mutation(() => Invoice, {
    description: `Issues an invoice: from now on it counts in figures. ${needs} CONFLICT where the number is taken.`,
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
    description: `Issues invoices. ${bulk} CONFLICT where a number is taken.`,
    complexity: batchComplexity,
  })
  issueInvoices(
    @Arg('input', () => [IssueInvoiceInput], newInvoice) input: IssueInvoiceInput[],
    @Ctx() operation: Operation,
  ): Promise<Invoice[]> {
    return this.invoices.issue(operation, many('input', input));
  }

  @Authorized()
  @Mutation(() => Invoice, {
    description: `Marks an invoice paid. ${needs} CONFLICT unless it is OPEN.`,
    complexity: batchComplexity,
  })
  async payInvoice(@Arg('id', () => ID, idArg) id: string, @Ctx() operation: Operation): Promise<Invoice> {
    return (await this.invoices.pay(operation, one('id', id)))[0]!;
  }

  @Authorized()
  @Mutation(() => [Invoice], {
    description: `Marks invoices paid. ${bulk} CONFLICT unless each is OPEN.`,
    complexity: batchComplexity,
  })
  payInvoices(@Arg('ids', () => [ID], idsArg) ids: string[], @Ctx() operation: Operation): Promise<Invoice[]> {
    return this.invoices.pay(operation, many('ids', ids));
  }

  @Authorized()
  @Mutation(() => Invoice, {
    description: `Voids an invoice, also a paid one: it counts in no figure any more. ${needs} CONFLICT where it is VOID already.`,
    complexity: batchComplexity,
  })
  async voidInvoice(@Arg('id', () => ID, idArg) id: string, @Ctx() operation: Operation): Promise<Invoice> {
    return (await this.invoices.void(operation, one('id', id)))[0]!;
  }

  @Authorized()
  @Mutation(() => [Invoice], {
    description: `Voids invoices, also paid ones. ${bulk} CONFLICT where one is VOID already.`,
    complexity: batchComplexity,
  })
  voidInvoices(@Arg('ids', () => [ID], idsArg) ids: string[], @Ctx() operation: Operation): Promise<Invoice[]> {
    return this.invoices.void(operation, many('ids', ids));
  }
}
