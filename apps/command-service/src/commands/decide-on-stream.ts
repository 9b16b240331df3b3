import { handleCommand, type EventStore } from '@postbode/event-store';
import { streamName, type Decider, type EventLike } from '@postbode/kernel';
import { ifRevisionOf, metadataOf, type CommandIssue, type CommandOutcome } from './command-issue.js';

interface StreamOf<Command, State, Event> {
  readonly category: string;
  readonly decider: Decider<Command, State, Event>;
}

/** The one way a command of the API reaches a stream. */
export const decideOnStream = async <Command extends { readonly type: string }, State, Event extends EventLike>(
  store: EventStore,
  { category, decider }: StreamOf<Command, State, Event>,
  id: string,
  command: Command,
  issue: CommandIssue,
): Promise<CommandOutcome> => {
  const { revision, position } = await handleCommand({
    store,
    decider,
    stream: streamName(category, id),
    command,
    metadata: metadataOf(issue, command.type),
    ifRevision: ifRevisionOf(issue),
  });
  return { revision, position };
};
