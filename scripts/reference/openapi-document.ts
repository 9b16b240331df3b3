import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { CommandServiceModule, type CommandServicePorts } from '@postbode/app/command-service';
import { QueryServiceModule, type QueryPorts } from '@postbode/app/query-service';
import { createHttpApp, CursorCodec, InMemoryIdempotencyStore, openApiDocument, tokenRefused, TokenVerifier } from '@postbode/http';
import { SystemClock } from '@postbode/kernel';

class NobodyMayCall extends TokenVerifier {
  verify(): never {
    throw tokenRefused('The API is only described here.');
  }
}

/** Describing an app asks nothing of its ports. */
const unused = <Ports extends object>(): Ports => new Proxy({} as Ports, { get: () => undefined });

@Module({})
class BothApis {}

/** `docs/reference/openapi.json`: what a standalone installation serves at `/openapi.json`. */
export const openApiJson = async (): Promise<string> => {
  const api = { title: 'Postbode', version: '1', description: 'Server-side e-mail synchronization: commands, reads and history.' };
  const imports = [CommandServiceModule.register(unused<CommandServicePorts>()), QueryServiceModule.register(unused<QueryPorts>())];
  const app = await createHttpApp(
    { module: BothApis, imports },
    {
      api,
      verifier: new NobodyMayCall(),
      idempotency: new InMemoryIdempotencyStore(new SystemClock()),
      cursors: new CursorCodec(Buffer.alloc(32)),
    },
  );
  try {
    return JSON.stringify(openApiDocument(app, api));
  } finally {
    await app.close();
  }
};
