import type { EventRegistry } from '@postbode/event-store';
import type { StoredBody } from './event-corpus.js';

type Corpus = (type: string, version: number) => readonly StoredBody[];

const complaintOf = (registry: EventRegistry, type: string, body: StoredBody): string | undefined => {
  try {
    const { data } = registry.decode(type, { data: JSON.stringify(body.data), metadata: JSON.stringify(body.metadata) });
    const parsed = registry.definitionOf(type).schema.parse(data);
    return JSON.stringify(parsed) === JSON.stringify(data) ? undefined : 'the schema changed what was read';
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
};

/** What cannot be read as its type's newest version: `Type.v1 #0: UnreadableEventError`. Empty: every stored event can. */
export const complaintsAbout = (registry: EventRegistry, corpus: Corpus): string[] =>
  registry.definitions.flatMap(({ type, version }) =>
    Array.from({ length: version }, (_, index) => index + 1).flatMap((stored) =>
      corpus(type, stored).flatMap((body, example) => {
        const complaint = complaintOf(registry, type, body);
        return complaint === undefined ? [] : [`${type}.v${stored} #${example}: ${complaint}`];
      }),
    ),
  );
