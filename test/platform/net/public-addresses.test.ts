import { isWithinReach } from '../../../src/platform/net/public-addresses';

describe('isWithinReach', () => {
  const reachOf = (address: string): string[] =>
    (['public', 'private', 'local'] as const).filter((reach) => isWithinReach(address, reach));

  it.each(['8.8.8.8', '172.15.0.1', '172.32.0.1', '192.167.1.1', '100.128.0.1', '2606:4700::1111', '2a00::1'])(
    'lets everyone reach %s',
    (address) => expect(reachOf(address)).toEqual(['public', 'private', 'local']),
  );

  it.each([
    '127.0.0.1',
    '127.255.0.9',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '::1',
    'fd00::1',
  ])('lets only those reach %s who may reach private networks', (address) =>
    expect(reachOf(address)).toEqual(['private', 'local']),
  );

  it.each([
    '0.0.0.0',
    '169.254.169.254',
    '192.0.0.8',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    'fe80::1',
    'ff02::1',
    '::7f00:1',
    '64:ff9b::a00:1',
    '2001:0:a00:1::',
    '2001:db8::1',
    '2002:a00:1::',
  ])('never lets a request reach %s', (address) => expect(reachOf(address)).toEqual([]));

  // An IPv4 address in IPv6 counts as itself, wherever Node.js resolves it so.
  it('sees through IPv4 addresses in IPv6', () => {
    expect(reachOf('::ffff:169.254.169.254')).toEqual([]);
    expect(reachOf('::ffff:10.0.0.1')).not.toContain('public');
  });
});
