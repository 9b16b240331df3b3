import type { EventDefinition, EventMetadata, FieldProblem, NewEvent } from '@postbode/kernel';
import type { DecodedBody, EncodedBody, EventCodec } from './event-codec.js';
import { InvalidEventDataError, UnknownEventTypeError, UnreadableEventError, UnsupportedSchemaVersionError } from './event-codec.errors.js';
import { checkDefinition, upcast } from './upcasting.js';

/** What a zod error says, read structurally: any schema library with `issues` will do. */
const fieldProblemsOf = (error: unknown): FieldProblem[] => {
  const { issues } = error as { issues?: readonly { path: readonly PropertyKey[]; message: string }[] };
  return (issues ?? []).map(({ path, message }) => ({ pointer: path.map((key) => `/${String(key)}`).join(''), detail: message }));
};

/**
 * All event types of the system. Strict on write: data is parsed by its schema and what the schema returns is stored, at the
 * registered version, whatever `metadata.schemaVersion` the caller put. Tolerant on read: JSON and upcasters only, unknown
 * fields pass; no schema runs, which keeps a rebuild fast (the corpus spec, not every read, proves old events parse).
 */
export class EventRegistry implements EventCodec {
  readonly #definitions = new Map<string, EventDefinition>();
  /** The events of one append carry the same metadata, and are read one after the other: parsed once, and kept once. */
  #lastMetadata: { readonly text: string; readonly value: EventMetadata } | undefined;

  /** @throws Error when a type is registered twice, or an upcaster for a version below the newest is missing */
  constructor(definitions: Iterable<EventDefinition>) {
    for (const definition of definitions) {
      checkDefinition(definition);
      if (this.#definitions.has(definition.type)) throw new Error(`The event type ${definition.type} is registered twice.`);
      this.#definitions.set(definition.type, definition);
    }
  }

  get definitions(): readonly EventDefinition[] {
    return [...this.#definitions.values()];
  }

  /** @throws UnknownEventTypeError */
  definitionOf(type: string): EventDefinition {
    const definition = this.#definitions.get(type);
    if (definition === undefined) throw new UnknownEventTypeError(type);
    return definition;
  }

  /** @throws UnknownEventTypeError, InvalidEventDataError */
  encode(event: NewEvent): EncodedBody {
    const { schema, version } = this.definitionOf(event.type);
    let data: unknown;
    try {
      data = schema.parse(event.data);
    } catch (error) {
      throw new InvalidEventDataError(event.type, fieldProblemsOf(error), error);
    }
    return { data: JSON.stringify(data ?? null), metadata: JSON.stringify({ ...event.metadata, schemaVersion: version }) };
  }

  /** @throws UnknownEventTypeError, UnsupportedSchemaVersionError, UnreadableEventError */
  decode(type: string, body: EncodedBody): DecodedBody {
    const definition = this.definitionOf(type);
    const metadata = this.#metadataOf(body.metadata);
    const stored = metadata.schemaVersion;
    if (stored > definition.version) throw new UnsupportedSchemaVersionError(type, stored, definition.version);
    try {
      return { data: upcast(definition, stored, JSON.parse(body.data)), metadata };
    } catch (error) {
      throw new UnreadableEventError(type, error);
    }
  }

  #metadataOf(text: string): EventMetadata {
    if (this.#lastMetadata?.text === text) return this.#lastMetadata.value;
    const value = Object.freeze(JSON.parse(text) as EventMetadata);
    this.#lastMetadata = { text, value };
    return value;
  }
}
