/** What a server says it can do (CAPA, RFC 2449): name in capitals → arguments in capitals. */
export type Pop3Capabilities = ReadonlyMap<string, readonly string[]>;

/** @param listing the un-stuffed lines of the answer to CAPA */
export const parseCapabilities = (listing: string): Pop3Capabilities => {
  const capabilities = new Map<string, readonly string[]>();
  for (const line of listing.toUpperCase().split(/\r?\n/)) {
    const [name, ...args] = line.trim().split(/\s+/);
    if (name) capabilities.set(name, [...(capabilities.get(name) ?? []), ...args]);
  }
  return capabilities;
};

/** Seconds a server wants between two logins, as milliseconds. */
export const loginDelayMs = (capabilities: Pop3Capabilities | undefined): number | undefined => {
  const seconds = Number(capabilities?.get('LOGIN-DELAY')?.[0]);
  return Number.isSafeInteger(seconds) && seconds > 0 ? seconds * 1_000 : undefined;
};
