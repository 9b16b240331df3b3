import { connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { Dialer, type DialRequest } from '../dialer/dialer.js';

/** For tests of protocol clients: no policy, no deadline of its own; only tells whether it went well. */
export class LoopbackDialer extends Dialer {
  /** @param ca PEM, trusted instead of the usual ones */
  constructor(private readonly ca?: string) {
    super();
  }

  async connect({ host, port, tls, signal }: DialRequest): Promise<Socket> {
    const socket = connect({ host, port, signal });
    await settled(socket, 'connect');
    return tls ? this.secure(socket, host) : socket;
  }

  async secure(socket: Socket, host: string): Promise<TLSSocket> {
    const secured = connectTls({ socket, host, ...(this.ca !== undefined && { ca: this.ca }) });
    await settled(secured, 'secureConnect');
    return secured;
  }
}

const settled = (socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once('error', reject).once(event, () => {
      socket.off('error', reject);
      resolve();
    });
  });
