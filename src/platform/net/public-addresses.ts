import { BlockList, isIPv6 } from 'node:net';

/** Which servers a request may reach: `public` addresses only, `private` networks too, or also this machine by HTTP. */
export type Reach = 'public' | 'private' | 'local';

const listOf = (...ranges: readonly (readonly [address: string, prefix: number])[]): BlockList => {
  const list = new BlockList();
  for (const [address, prefix] of ranges) list.addSubnet(address, prefix, isIPv6(address) ? 'ipv6' : 'ipv4');
  return list;
};

const loopback = listOf(['127.0.0.0', 8], ['::1', 128]);

const privateNetworks = listOf(
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['fc00::', 7],
);

/** The IPv4 addresses that no public server has, next to private networks and loopback. */
const special = listOf(
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
  // Within the public IPv6 addresses: Teredo and 6to4, which contain IPv4 addresses, and documentation.
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
);

const publicIPv6 = listOf(['2000::', 3]);

const family = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4');

export const isLoopback = (address: string): boolean => loopback.check(address, family(address));

/** Whether a request may connect to this IP address. Link-local addresses, such as of cloud metadata, never. */
export function isWithinReach(address: string, reach: Reach): boolean {
  const kind = family(address);
  if (isLoopback(address) || privateNetworks.check(address, kind)) return reach !== 'public';
  return !special.check(address, kind) && (kind === 'ipv4' || publicIPv6.check(address, kind));
}
