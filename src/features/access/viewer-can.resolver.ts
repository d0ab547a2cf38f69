import { Arg, Ctx, Field, FieldResolver, ObjectType, Resolver } from 'type-graphql';
import type { Operation } from '../../platform/graphql/operation';
import { Permission } from '../auth/permissions';
import { ExportDataset } from '../exports/datasets';
import { ExportFormat } from '../exports/formats';
import { checkFileAccess } from '../exports/record/export.policy';
import { checkFormat } from '../exports/start/check-format';
import { checkImport } from '../imports/record/import.policy';
import { checkSeeFigures } from '../users/user.policy';
import { ViewerType } from '../users/viewer.resolver';
import { AccessDecision, decisionOf } from './access-decision.type';
import { accessRules } from './access-rules';

@ObjectType({ simpleResolvers: true, description: 'Whether the viewer may see figures of other users.' })
export class FigureAccess {
  @Field(() => AccessDecision, { description: '`User.bookingActivity`, and lists by booking figures.' })
  booking: AccessDecision;

  @Field(() => AccessDecision, { description: '`User.invoicing`, and lists by invoice totals.' })
  invoice: AccessDecision;
}

/** Has a field for each of `accessRules`. */
@ObjectType({
  simpleResolvers: true,
  description: 'What the viewer may do, by the rules that the operations themselves apply.',
})
export class ViewerCan {
  [rule: string]: () => AccessDecision;
}

for (const [name, { description }] of Object.entries(accessRules))
  Field(() => AccessDecision, { description })(ViewerCan.prototype, name);

@Resolver(() => ViewerType)
export class ViewerAccessResolver {
  @FieldResolver(() => ViewerCan, { description: 'What the viewer may do, with the reason if not.' })
  can(@Ctx() { viewer, language }: Operation): ViewerCan {
    const decisions = new ViewerCan();
    for (const [name, { check }] of Object.entries(accessRules))
      decisions[name] = () => decisionOf(check(viewer), language);
    return decisions;
  }
}

@Resolver(() => ViewerCan)
export class ViewerCanResolver {
  @FieldResolver(() => AccessDecision, {
    description:
      '`startExport` and `previewExport`, and saving and deleting templates of the dataset. Columns and filters may ' +
      'require more permissions: see `exportColumns { available }`.',
  })
  startExport(
    @Arg('dataset', () => ExportDataset, { description: 'The records in the file.' }) dataset: ExportDataset,
    @Arg('format', () => ExportFormat, { nullable: true, description: 'Format of the file. Null: any.' })
    format: ExportFormat | null,
    @Ctx() { viewer, language }: Operation,
  ): AccessDecision {
    return decisionOf(checkFileAccess(viewer, dataset) ?? (format && checkFormat(dataset, format)), language);
  }

  @FieldResolver(() => AccessDecision, { description: '`startImport`, `applyImport` and `undoImport`.' })
  startImport(
    @Arg('dataset', () => ExportDataset, { description: 'The records in the file.' }) dataset: ExportDataset,
    @Ctx() { viewer, language }: Operation,
  ): AccessDecision {
    return decisionOf(checkImport(viewer, dataset), language);
  }

  @FieldResolver(() => FigureAccess, { description: 'Seeing figures of other users.' })
  seeFigures(@Ctx() { viewer, language }: Operation): FigureAccess {
    return {
      booking: decisionOf(
        checkSeeFigures(viewer, Permission.BOOKINGS_VIEW, 'Seeing booking figures of other users'),
        language,
      ),
      invoice: decisionOf(
        checkSeeFigures(viewer, Permission.INVOICES_VIEW, 'Seeing invoice totals of other users'),
        language,
      ),
    };
  }
}
