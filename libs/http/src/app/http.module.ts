import { type DynamicModule, Module, type Provider, type Type } from '@nestjs/common';
import { IdempotencyStore } from '../idempotency/idempotency-store.js';
import { CursorCodec } from '../pagination/cursor-codec.js';

export interface HttpServices {
  /** Where it is missing, `@Idempotent()` and the injection of {@link IdempotencyStore} fail at start. */
  readonly idempotency?: IdempotencyStore;
  /** Where it is missing, the injection of {@link CursorCodec} fails at start. */
  readonly cursors?: CursorCodec;
}

/** Gives every module of the app what controllers inject, and holds the app's own module. */
@Module({})
export class HttpModule {
  static around(app: Type | DynamicModule, { idempotency, cursors }: HttpServices): DynamicModule {
    const providers: Provider[] = [
      ...(idempotency === undefined ? [] : [{ provide: IdempotencyStore, useValue: idempotency }]),
      ...(cursors === undefined ? [] : [{ provide: CursorCodec, useValue: cursors }]),
    ];
    return { module: HttpModule, global: true, imports: [app], providers, exports: providers };
  }
}
