import { BlockList, isIP, isIPv4 } from 'node:net';
import { isPublicAddress, plainAddress } from './address-ranges.js';
import { dialError } from './dial.errors.js';
import type { DialRequest } from './dialer.js';

export type DialProtocol = DialRequest['protocol'];

/** Configuration of {@link DialPolicy}. */
export interface DialPolicyOptions {
  /** Exceptions for addresses that are not public: `CIDR:port` or `CIDR:port-port`, for example `10.1.0.0/16:993`, `::1/128:1024-65535`. */
  readonly allow?: readonly string[];
  /** Ports besides the standard ones, for public addresses. */
  readonly extraPorts?: Partial<Readonly<Record<DialProtocol, readonly number[]>>>;
}

interface Exception {
  readonly addresses: BlockList;
  readonly from: number;
  readonly to: number;
}

const standardPorts: Readonly<Record<DialProtocol, readonly number[]>> = {
  imap: [143, 993],
  pop3: [110, 995],
  smtp: [25, 465, 587],
  https: [443],
};

const parseException = (entry: string): Exception => {
  const [, net = '', bits, from, to = from] = /^([\da-f.:]+)\/(\d{1,3}):(\d{1,5})(?:-(\d{1,5}))?$/i.exec(entry) ?? [];
  const ports = [Number(from), Number(to)] as const;
  const tooLong = Number(bits) > (isIPv4(net) ? 32 : 128);
  if (isIP(net) === 0 || tooLong || ports[0] < 1 || ports[1] > 65_535 || ports[0] > ports[1]) {
    throw new RangeError(`Not of the form CIDR:port or CIDR:port-port: ${entry}`);
  }
  const addresses = new BlockList();
  addresses.addSubnet(net, Number(bits), isIPv4(net) ? 'ipv4' : 'ipv6');
  return { addresses, from: ports[0], to: ports[1] };
};

/**
 * Where we may connect to: public addresses on the protocol's ports, and the exceptions the deployment names
 * (pitfalls §2.9). Pure; the name is resolved elsewhere.
 */
export class DialPolicy {
  private readonly exceptions: readonly Exception[];

  /** @throws RangeError for an entry of `allow` that is not understood */
  constructor(private readonly options: DialPolicyOptions = {}) {
    this.exceptions = (options.allow ?? []).map(parseException);
  }

  /** Before anything is resolved, so that a forbidden port costs no look-up. @throws MailError mail.port-forbidden */
  checkPort(protocol: DialProtocol, port: number): void {
    const excepted = this.exceptions.some(({ from, to }) => port >= from && port <= to);
    if (!excepted && !this.isUsualPort(protocol, port)) throw dialError('mail.port-forbidden');
  }

  /** All addresses a name has: one forbidden address forbids the name. @throws MailError mail.address-forbidden, mail.port-forbidden */
  checkAddresses(protocol: DialProtocol, port: number, addresses: readonly string[]): void {
    for (const address of addresses) {
      if (this.isExcepted(address, port)) continue;
      if (!isPublicAddress(address)) throw dialError('mail.address-forbidden');
      if (!this.isUsualPort(protocol, port)) throw dialError('mail.port-forbidden');
    }
  }

  private isUsualPort(protocol: DialProtocol, port: number): boolean {
    return standardPorts[protocol].includes(port) || (this.options.extraPorts?.[protocol] ?? []).includes(port);
  }

  private isExcepted(address: string, port: number): boolean {
    const plain = plainAddress(address);
    const family = isIPv4(plain) ? 'ipv4' : 'ipv6';
    return this.exceptions.some(({ addresses, from, to }) => port >= from && port <= to && addresses.check(plain, family));
  }
}
