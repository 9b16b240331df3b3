import { BlockList, isIPv4, isIPv6 } from 'node:net';

// IANA special-purpose registries (RFC 6890 and later): nothing a public mail server can have.
const specialIpv4 = [
  '0.0.0.0/8', // "this network", unspecified
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carrier-grade NAT
  '127.0.0.0/8', // loopback
  '169.254.0.0/16', // link-local; cloud metadata
  '172.16.0.0/12', // private
  '192.0.0.0/24', // IETF protocol assignments
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarking
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
];

// Within 2000::/3, the only range given out for use on the internet. All else is refused without being named:
// loopback, IPv4-compatible, 64:ff9b:1::/48, ULA, link-local, site-local, multicast, …
const specialIpv6 = [
  '2001::/23', // IETF protocol assignments: Teredo, ORCHID, benchmarking
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4: reaches the IPv4 address inside
  '3fff::/20', // documentation
];

const blockListOf = (cidrs: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [net = '', bits] = cidr.split('/');
    list.addSubnet(net, Number(bits), isIPv4(net) ? 'ipv4' : 'ipv6');
  }
  return list;
};

const special = blockListOf([...specialIpv4, ...specialIpv6]);
const globalUnicast = blockListOf(['2000::/3']);
const nat64 = blockListOf(['64:ff9b::/96']);
const mapped = blockListOf(['::ffff:0:0/96']);

/** As the URL standard writes it: lower case, no dotted quad, at most one `::`. */
const canonicalIpv6 = (ipv6: string): string => new URL(`http://[${ipv6}]`).hostname.slice(1, -1);

const groupsOf = (ipv6: string): number[] => {
  const [head = '', tail = ''] = canonicalIpv6(ipv6).split('::');
  const parse = (part: string): number[] => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16)));
  const [left, right] = [parse(head), parse(tail)];
  return [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right];
};

const lastIpv4 = (groups: readonly number[]): string => {
  const [high = 0, low = 0] = groups.slice(6);
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
};

// RFC 5214: interface identifier 0000:5efe or 0200:5efe, then an IPv4 address that the tunnel would reach.
const isIsatap = (groups: readonly number[]): boolean => ((groups[4] ?? 0) & 0xfdff) === 0 && groups[5] === 0x5efe;

/**
 * The address in the form that decides: an IPv4 address in disguise (IPv4-mapped, or NAT64's well-known prefix, which an
 * IPv6-only network legitimately answers with) as that IPv4 address.
 */
export const plainAddress = (address: string): string => {
  if (!isIPv6(address) || address.includes('%')) return address;
  const hidesIpv4 = mapped.check(address, 'ipv6') || nat64.check(address, 'ipv6');
  return hidesIpv4 ? lastIpv4(groupsOf(address)) : canonicalIpv6(address);
};

/** True for an address on the public internet; false for everything special, and for every form that hides an IPv4 address. */
export const isPublicAddress = (address: string): boolean => {
  const plain = plainAddress(address);
  if (isIPv4(plain)) return !special.check(plain, 'ipv4');
  if (!isIPv6(plain) || plain.includes('%')) return false;
  return globalUnicast.check(plain, 'ipv6') && !special.check(plain, 'ipv6') && !isIsatap(groupsOf(plain));
};
