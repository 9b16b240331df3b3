import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Slices get larger after this much of a connection's bytes, or a megabyte would take a quarter of a minute. */
const finelySlicedBytes = 32 * 1_024;
const laterSliceBytes = 1_447;

/** Forwards to a port of 127.0.0.1, in both directions, a few bytes at a time: TCP promises no more than their order. */
export class SlicingProxy implements AsyncDisposable {
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  private constructor(
    target: number,
    private readonly sliceBytes: number,
  ) {
    this.server = createServer((client) => {
      const upstream = connect(target, '127.0.0.1');
      void this.forward(client, upstream);
      void this.forward(upstream, client);
    });
  }

  static async start(target: number, sliceBytes: number): Promise<SlicingProxy> {
    const proxy = new SlicingProxy(target, sliceBytes);
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.sockets.forEach((socket) => socket.destroy());
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private async forward(from: Socket, to: Socket): Promise<void> {
    this.sockets.add(from.setNoDelay(true));
    from.on('error', () => to.destroy()).on('close', () => this.sockets.delete(from));
    let forwarded = 0;
    try {
      for await (const chunk of from as AsyncIterable<Buffer>) {
        for (let at = 0; at < chunk.length && !to.destroyed;) {
          const slice = chunk.subarray(at, at + (forwarded < finelySlicedBytes ? this.sliceBytes : laterSliceBytes));
          await new Promise<unknown>((resolve) => to.write(slice, resolve));
          at += slice.length;
          forwarded += slice.length;
        }
      }
      to.end();
    } catch {
      to.destroy();
    }
  }
}
