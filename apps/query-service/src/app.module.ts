import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { EmailQueries, MailboxQueries, ProfileQueries, ReadModelProgress, SettingsQueries } from '@postbode/read-model';
import { EmailContent } from './emails/email-content.js';
import { EmailContentController } from './emails/email-content.controller.js';
import { EmailsController } from './emails/emails.controller.js';
import { EventHistory } from './history/event-history.js';
import { HistoryController } from './history/history.controller.js';
import { MailboxesController } from './mailboxes/mailboxes.controller.js';
import { OrganizationController } from './organization/organization.controller.js';
import { ProfilesController } from './profiles/profiles.controller.js';
import { queryPorts, type QueryPorts } from './query-ports.js';
import { CaughtUp } from './reading/caught-up.pipe.js';
import { InLog } from './reading/in-log.pipe.js';
import { ShownPosition } from './reading/shown-position.js';
import { StatusController } from './status/status.controller.js';

export { queryServiceParts } from './config.js';
export { observeContentDamage } from './emails/content-damage.js';
export { queryProblems } from './query.problems.js';
export type { ContentDamage, QueryPorts } from './query-ports.js';

const queriesOn = ({ readModel }: QueryPorts): Provider[] =>
  [ProfileQueries, MailboxQueries, EmailQueries, SettingsQueries].map((Queries) => ({
    provide: Queries,
    useValue: new Queries(readModel),
  }));

/** Shows what is there: the read models, the log's history, the content of stored mail. Changes nothing. Needs a `CursorCodec`. */
@Module({})
export class QueryServiceModule {
  static register(ports: QueryPorts): DynamicModule {
    const progress = new ReadModelProgress(ports.readModel);
    return {
      module: QueryServiceModule,
      controllers: [
        ProfilesController,
        MailboxesController,
        EmailsController,
        EmailContentController,
        HistoryController,
        OrganizationController,
        StatusController,
      ],
      providers: [
        ...queriesOn(ports),
        { provide: queryPorts, useValue: ports },
        { provide: ReadModelProgress, useValue: progress },
        { provide: ShownPosition, useValue: new ShownPosition(progress, ports.waitMs ?? 10_000) },
        CaughtUp,
        InLog,
        EventHistory,
        EmailContent,
      ],
    };
  }
}
