import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as startTls, createSecureContext, getCACertificates, type SecureContext, type TLSSocket } from 'node:tls';
import { plainAddress } from './address-ranges.js';
import { dialError } from './dial.errors.js';
import { type DialPolicy } from './dial-policy.js';
import { Dialer, type DialRequest } from './dialer.js';
import { DialDeadline } from './dial-deadline.js';
import { canonicalHost, serverNameOf } from './host-name.js';

/** All addresses of a name, IPv4 and IPv6. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export interface PolicyDialerOptions {
  readonly policy: DialPolicy;
  /** Default: the system's resolver (`getaddrinfo`). */
  readonly resolve?: Resolve;
  /** Certificate authorities trusted besides the usual ones. PEM. */
  readonly extraCa?: readonly string[];
  /** For requests that do not say. Milliseconds. Default 30,000. */
  readonly timeoutMs?: number;
}

const maxAddresses = 8;

const systemResolve: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/**
 * The dialer for production: resolves once, refuses the name when any of its addresses is forbidden, and connects to a checked
 * address literally, so that neither a second look-up nor happy eyeballs can lead elsewhere (pitfalls §2.9, faults 63-68).
 * Certificates are always verified, for the name that was asked for; TLS 1.2 or newer.
 */
export class PolicyDialer extends Dialer {
  private context: SecureContext | undefined;

  constructor(private readonly options: PolicyDialerOptions) {
    super();
  }

  async connect(request: DialRequest): Promise<Socket> {
    const deadline = new DialDeadline(request.timeoutMs ?? this.options.timeoutMs ?? 30_000, request.signal);
    const host = canonicalHost(request.host);
    const { policy } = this.options;
    policy.checkPort(request.protocol, request.port);
    const addresses = await deadline.race(this.resolve(host));
    policy.checkAddresses(request.protocol, request.port, addresses);
    const socket = await connectToAny(addresses, request.port, deadline);
    return request.tls ? this.handshake(socket, host, deadline) : socket;
  }

  secure(socket: Socket, host: string, signal: AbortSignal): Promise<TLSSocket> {
    return this.handshake(socket, canonicalHost(host), new DialDeadline(this.options.timeoutMs ?? 30_000, signal));
  }

  private async resolve(host: string): Promise<readonly string[]> {
    if (isIP(host) !== 0) return [host];
    const found = await (this.options.resolve ?? systemResolve)(host).catch((error: unknown) => {
      throw dialError('mail.host-not-found', error);
    });
    if (found.length === 0) throw dialError('mail.host-not-found');
    return found;
  }

  private handshake(socket: Socket, host: string, deadline: DialDeadline): Promise<TLSSocket> {
    this.context ??= createSecureContext({ ca: [...getCACertificates('default'), ...(this.options.extraCa ?? [])], minVersion: 'TLSv1.2' });
    const secured = startTls({ socket, secureContext: this.context, ...serverNameOf(host), rejectUnauthorized: true });
    return deadline.settle(secured, 'secureConnect', 'mail.tls-failed').catch((error: unknown) => {
      socket.destroy();
      throw error;
    });
  }
}

/** One address after the other, each with its share of the time, so that a dead IPv6 way does not eat the IPv4 one's. */
const connectToAny = async (addresses: readonly string[], port: number, deadline: DialDeadline): Promise<Socket> => {
  const candidates = addresses.slice(0, maxAddresses);
  let failure: unknown = dialError('mail.connection-refused');
  for (const [index, address] of candidates.entries()) {
    deadline.signal.throwIfAborted();
    const socket = connectTcp({ host: address, port, autoSelectFamily: false, noDelay: true, keepAlive: true });
    try {
      await deadline.settle(socket, 'connect', 'mail.connection-refused', deadline.left / (candidates.length - index));
      return verified(socket, address);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
};

/** The last check is on the packet's way itself: we talk to the address we judged. */
const verified = (socket: Socket, address: string): Socket => {
  if (plainAddress(socket.remoteAddress ?? '') === plainAddress(address)) return socket;
  socket.destroy();
  throw dialError('mail.address-forbidden');
};
