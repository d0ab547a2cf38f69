import { resolver, type Room } from '../room';
import { ViewerAccessResolver, ViewerCanResolver } from './viewer-can.resolver';

export const accessRoom: Room = {
  resolvers: [
    resolver(ViewerAccessResolver, () => new ViewerAccessResolver()),
    resolver(ViewerCanResolver, () => new ViewerCanResolver()),
  ],
};
