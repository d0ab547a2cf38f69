import { type Dependencies, resolver, type Room } from '../room';
import { LookupRepository } from './lookup.repository';
import { LookupResolver } from './lookup.resolver';

export const lookupsRoom: Room<Dependencies> = {
  resolvers: [resolver(LookupResolver, ({ dataSource }) => new LookupResolver(new LookupRepository(dataSource)))],
};
