import { Module, type DynamicModule } from '@nestjs/common';
import { CommandServiceModule } from '@postbode/app/command-service';
import { ProjectionServiceModule } from '@postbode/app/projection-service';
import { QueryServiceModule } from '@postbode/app/query-service';
import { SyncWorkerModule } from '@postbode/app/sync-worker';
import type { StandalonePorts } from './open-ports.js';

/** The four services, the same modules, in one process. */
@Module({})
export class StandaloneModule {
  static register(ports: StandalonePorts): DynamicModule {
    return {
      module: StandaloneModule,
      imports: [
        CommandServiceModule.register(ports),
        QueryServiceModule.register(ports),
        ProjectionServiceModule.register(ports),
        SyncWorkerModule.register(ports),
      ],
    };
  }
}
