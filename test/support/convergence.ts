/** A message on the mail server, or as the read model has it. */
export interface PlacedMessage {
  /** Where it lies: `UIDVALIDITY/UID`, or the UIDL. */
  readonly place: string;
  readonly sha256: string | null;
}

export interface Convergence {
  /** On the server and not with us. */
  readonly lost: readonly string[];
  /** With us more often than on the server, or with us and not on the server. */
  readonly doubled: readonly string[];
  /** At the same place with other bytes. */
  readonly different: readonly string[];
  readonly compared: number;
}

const grouped = <T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
};

const byPlace = (messages: readonly PlacedMessage[]): Map<string, PlacedMessage[]> => grouped(messages, ({ place }) => place);

/** Judges what we hold of a mailbox by what its server holds, place by place. */
export const compareWithServer = (server: readonly PlacedMessage[], ours: readonly PlacedMessage[]): Convergence => {
  const [theirs, held] = [byPlace(server), byPlace(ours)];
  return {
    lost: [...theirs.keys()].filter((place) => !held.has(place)),
    doubled: [...held].flatMap(([place, messages]) => messages.slice(theirs.get(place)?.length ?? 0).map(() => place)),
    different: [...theirs]
      .filter(([place, [message]]) => held.has(place) && held.get(place)?.[0]?.sha256 !== message?.sha256)
      .map(([place]) => place),
    compared: server.length,
  };
};

/** Contents held more than once. For a mailbox in which no two messages were ever the same, each is a mail doubled. */
export const repeatedContents = (ours: readonly { readonly sha256: string | null }[]): string[] =>
  [...grouped(ours, ({ sha256 }) => sha256 ?? 'none')].filter(([, messages]) => messages.length > 1).map(([sha256]) => sha256);
