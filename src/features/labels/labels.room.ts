import { resolver, type Room } from '../room';
import { LabelsResolver } from './labels.resolver';

export const labelsRoom: Room = {
  resolvers: [resolver(LabelsResolver, () => new LabelsResolver())],
};
