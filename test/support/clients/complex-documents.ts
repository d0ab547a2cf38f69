export const repeat = (count: number, part: (index: number) => string): string =>
  Array.from({ length: count }, (_unused, index) => part(index)).join(' ');

/** Documents that exceed one of the default limits (QUERY_TOO_COMPLEX), by the limit. */
export const tooComplex: Record<string, string> = {
  '31 aliases': `{ viewer { ${repeat(31, (index) => `a${index}: role`)} } }`,
  '101 aliases': `{ viewer { ${repeat(101, (index) => `a${index}: role`)} } }`,
  '1,000 aliases': `{ viewer { ${repeat(1000, (index) => `a${index}: role`)} } }`,
  '5,000 aliases': `{ ${repeat(5000, (index) => `a${index}: __typename`)} }`,
  '21 root fields': `{ ${repeat(21, () => '__typename')} }`,
  '21 root fields by way of fragments': `{ ...a ...a ...a } fragment a on Query { ${repeat(7, () => '__typename')} }`,
  'a depth of 13': deep(13),
  'a depth of 8,000': deep(8000),
  'a depth of 13 by way of fragments': `{ ...a } fragment a on Query { users { ...b } } fragment b on UserConnection { nodes { ${'x { '.repeat(10)} y ${'}'.repeat(10)} } }`,
  'a literal 20,000 deep': `{ users(filter: { ids: ${'['.repeat(20_000)}${']'.repeat(20_000)} }) { totalCount } }`,
  'a fragment fan-out of 2^22 at the root': `{ ...f0 } ${fanOut('Query', '__typename')}`,
  'a fragment fan-out of 2^22 further down': `{ viewer { ...f0 } } ${fanOut('Viewer', 'role')}`,
  '500 fields of one name, each with fields': `{ users { nodes { ${repeat(500, () => 'bookingActivity { hasBooked }')} } } }`,
  '1,000 fields of one name': `{ users { nodes { ${repeat(1000, () => 'id')} } } }`,
  '250 inline fragments with the same fields': `{ viewer { ${repeat(250, () => '... on Viewer { role user { id } }')} } }`,
  '150 fragments with the same fields': `{ ${repeat(150, (index) => `...f${index}`)} } ${repeat(150, (index) => `fragment f${index} on Query { viewer { role user { id } } }`)}`,
  '2,900 fields of one name': `{ users(first: 1) { nodes { ${repeat(2900, () => 'id')} } } }`,
  '1,000 directives': `{ viewer { role ${repeat(1000, () => '@include(if: true)')} } }`,
  '400 directives, which are few enough tokens': `{ viewer { role ${repeat(400, () => '@include(if: true)')} } }`,
  '5,000 repeats of an unknown directive': `{ viewer { role ${repeat(5000, () => '@no')} } }`,
  '1,400 repeats of an unknown directive': `{ viewer { role ${repeat(1400, () => '@no')} } }`,
  'too many rows': `{ ${repeat(12, (index) => `a${index}: users(first: 500) { nodes { id bookingActivity { hasBooked thisMonth { booked created } firstDate { booked created } } plans team } }`)} }`,
};

function deep(levels: number): string {
  return `{ users { nodes { ${'bookingActivity { '.repeat(levels - 3)} hasBooked ${'}'.repeat(levels - 3)} } } }`;
}

/** Twenty-two fragments, each of which spreads the next one twice. */
function fanOut(type: string, field: string): string {
  return `${repeat(22, (index) => `fragment f${index} on ${type} { ...f${index + 1} ...f${index + 1} }`)} fragment f22 on ${type} { ${field} }`;
}
