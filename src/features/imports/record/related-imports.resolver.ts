import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { PerViewer } from '../../../platform/graphql/audience';
import type { Operation } from '../../../platform/graphql/operation';
import { recordLoader } from '../../../platform/graphql/record.loaders';
import { Import } from './import.entity';
import { correctionsLoader, undoLoader } from './import.loaders';
import { importScope } from './import.policy';
import { type ImportRepository, maxCorrections } from './import.repository';

@Resolver(() => Import)
export class RelatedImportsResolver {
  constructor(private readonly imports: ImportRepository) {}

  @PerViewer()
  @FieldResolver(() => Import, {
    nullable: true,
    description: 'The import that this one undoes. Null if it undoes none, or one that the viewer may not see.',
  })
  undoOfImport(@Root() { undoOfId }: Import, @Ctx() operation: Operation): Promise<Import | null> {
    return this.find(operation, undoOfId);
  }

  @PerViewer()
  @FieldResolver(() => Import, {
    nullable: true,
    description: 'The latest import that undoes this one. Null in the same cases as `undoneBy`.',
  })
  async undoneByImport(@Root() { id }: Import, @Ctx() operation: Operation): Promise<Import | null> {
    return this.find(operation, await undoLoader(operation, this.imports).load(id));
  }

  @PerViewer()
  @FieldResolver(() => Import, {
    nullable: true,
    description:
      'The import that this one corrects, as `startImport` says. Null if it corrects none, or one that the viewer may not see.',
  })
  correctionOf(@Root() { correctionOfId }: Import, @Ctx() operation: Operation): Promise<Import | null> {
    return this.find(operation, correctionOfId);
  }

  @PerViewer()
  @FieldResolver(() => [Import], {
    description: `The imports that correct this one and that the viewer may see, newest first. Up to ${maxCorrections}.`,
    complexity: ({ childComplexity }) => 1 + maxCorrections * childComplexity,
  })
  async corrections(@Root() { id }: Import, @Ctx() operation: Operation): Promise<Import[]> {
    const ids = await correctionsLoader(operation, this.imports).load(id);
    const found = await Promise.all(ids.map((correctionId) => this.find(operation, correctionId)));
    return found.flatMap((row) => row ?? []);
  }

  private async find(operation: Operation, id: number | null): Promise<Import | null> {
    return id === null ? null : recordLoader(operation, this.imports, importScope).load(id);
  }
}
