import { eventCatalogue, type DomainEventDefinition } from '@postbode/domain';
import { z } from 'zod';
import { markdownTable } from './markdown-table.js';
import { fieldsOf, type Field, type JsonSchema } from './schema-fields.js';

const metadata = [
  ['commandId', 'id of the command; event ids follow from it, so that a repeated command is one command'],
  ['command', 'name of the command, `UpdateProfile`'],
  ['correlationId', 'what was done in one go has one'],
  ['causationId', 'id of the event or command that led to this one'],
  ['actor', '`{ id, kind }`: the subject of the access token (`user`), or a service of ours (`service`)'],
  ['reason', 'free text the actor gave, at most 500 characters; may be absent'],
  ['schemaVersion', 'version of the schema the data was written with'],
  ['traceparent', 'W3C Trace Context; may be absent'],
];

const noteOf = ({ when, optional }: Field): string => {
  if (when !== '') return `with ${when}`;
  return optional ? 'may be absent' : '';
};

const versionsOf = ({ version }: DomainEventDefinition): string =>
  version === 1 ? 'Version 1.' : `Version ${version}; versions 1 to ${version - 1} are read as this one.`;

const eventSection = (definition: DomainEventDefinition): string[] => {
  const schema = z.toJSONSchema(definition.schema) as JsonSchema;
  const rows = fieldsOf(schema).map((field) => [`\`${field.path}\``, field.type, noteOf(field)]);
  return [`### ${definition.type}`, `${definition.describes} ${versionsOf(definition)}`, markdownTable(['field', 'type', ''], rows)];
};

const categorySection = (category: string, definitions: readonly DomainEventDefinition[]): string[] => [
  `## \`${category}-<id>\``,
  ...definitions.flatMap(eventSection),
];

/** `docs/reference/events.md`: every event of every stream, from the schemas that writers have to satisfy. */
export const eventReference = (catalogue: Readonly<Record<string, readonly DomainEventDefinition[]>> = eventCatalogue): string =>
  [
    '# Events',
    'What the history can say, by the stream it is said in. Instants are ISO 8601 in UTC with milliseconds. No event holds a secret, or mail: ' +
      'subject, addresses and date of a message are sealed in `envelope` with a key of the mailbox.',
    'Every event has metadata beside its data:',
    markdownTable(
      ['field', 'meaning'],
      metadata.map(([field = '', meaning = '']) => [`\`${field}\``, meaning]),
    ),
    ...Object.entries(catalogue).flatMap(([category, definitions]) => categorySection(category, definitions)),
  ].join('\n\n');
