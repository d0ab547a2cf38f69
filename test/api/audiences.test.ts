import { isObjectType } from 'graphql';
import { createSchema } from '../../src/api/schema';
import type { Audience } from '../../src/platform/graphql/audience';

describe('what a subscription shows everyone alike', () => {
  const schema = createSchema();
  const audiences = Object.values(schema.getSubscriptionType()!.getFields()).flatMap(({ name, extensions }) => (extensions.audience ? [{ name, audience: extensions.audience as Audience }] : []));

  it('is named for exports', () => {
    expect(audiences.map(({ name }) => name)).toContain('exportProgress');
  });

  it.each(audiences)('is there: $name', ({ audience }) => {
    for (const [type, names] of Object.entries(audience.fields)) {
      const object = schema.getType(type);
      const fields = isObjectType(object) ? Object.keys(object.getFields()) : [];
      expect(names.filter((name) => !fields.includes(name)).map((name) => `${type}.${name}`)).toEqual([]);
    }
  });

  it.each(audiences)('has no link and nothing of the viewer: $name', ({ audience }) => {
    const names = Object.values(audience.fields).flat();
    expect(names.filter((name) => /url|viewer|action|permission/i.test(name))).toEqual([]);
  });
});
