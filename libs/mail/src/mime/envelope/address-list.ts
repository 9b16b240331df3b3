import { addressParser } from 'postal-mime';
import { cleanText, decodeBytes, decodeEncodedWords } from './header-text.js';

export interface Address {
  /** Display name, decoded; at most 200 characters. */
  readonly name?: string;
  /** As written, not validated; at most 320 characters. Empty when the entry named nobody reachable. */
  readonly address: string;
}

/**
 * What all address fields of one message may take together, so that an envelope fits an event whatever the sender wrote
 * (pitfall 14: a header of 3,000 recipients).
 */
export interface AddressBudget {
  addresses: number;
  chars: number;
  /** Addresses that were there and are not kept. */
  omitted: number;
}

export const fullAddressBudget = (): AddressBudget => ({ addresses: 1000, chars: 100_000, omitted: 0 });

const nameChars = 200;
/** RFC 5321 §4.5.3.1: local part 64, `@`, domain 255. */
const addressChars = 320;
/** One entry longer than this is not an address but an attack on the parser; it is cut. */
const entryChars = 4096;

const plainAddress = /^[^\s<>@"()\\,;:[\]]+@[^\s<>@"()\\,;:[\]]+$/;
const plainName = /^[^"<>@()\\,;:[\]]*$/;
const quotedName = /^"[^"\\]*"$/;

/** `Name <a@b>`, `"Name" <a@b>`, `a@b`: nearly all there is. Undefined: too odd, ask the real parser. */
const readPlainEntry = (entry: string): Address | undefined => {
  const open = entry.indexOf('<');
  if (open === -1) return plainAddress.test(entry) ? { address: entry } : undefined;
  if (!entry.endsWith('>')) return undefined;
  const address = entry.slice(open + 1, -1);
  if (!plainAddress.test(address)) return undefined;
  const written = entry.slice(0, open).trimEnd();
  if (plainName.test(written)) return { name: decodeEncodedWords(written), address };
  return quotedName.test(written) ? { name: decodeEncodedWords(written.slice(1, -1)), address } : undefined;
};

const readEntry = (entry: string): readonly Address[] => {
  const plain = readPlainEntry(entry);
  if (plain !== undefined) return [plain];
  return addressParser(entry, { flatten: true }).map(({ name, address = '' }) => ({ name, address }));
};

const bounded = ({ name, address }: Address): Address => {
  const shown = name === undefined ? '' : cleanText(name, nameChars);
  const where = cleanText(address, addressChars);
  return shown === '' ? { address: where } : { name: shown, address: where };
};

/**
 * Cuts an address list (RFC 5322 §3.4) at the commas and semicolons that are neither quoted, nor in a comment, nor in angle
 * brackets. A group's name is dropped, its members stay. Linear.
 */
function* entriesOf(list: string): Generator<string> {
  let start = 0;
  let comment = 0;
  let closes = '';
  for (let at = 0; at < list.length; at++) {
    const char = list[at];
    if (char === '\\' && (closes === '"' || comment > 0)) at++;
    else if (closes !== '') closes = char === closes ? '' : closes;
    else if (char === '(') comment++;
    else if (char === ')' && comment > 0) comment--;
    else if (comment > 0) continue;
    else if (char === '"') closes = '"';
    else if (char === '<') closes = '>';
    else if (char === ',' || char === ';') {
      yield list.slice(start, at);
      start = at + 1;
    } else if (char === ':') start = at + 1;
  }
  yield list.slice(start);
}

/**
 * The addresses of one or more fields of the same name, groups flattened, as far as the budget goes; the budget is charged.
 * @param values field values, one character a byte
 */
export const readAddresses = (values: readonly string[], budget: AddressBudget): Address[] => {
  const kept: Address[] = [];
  for (const value of values) {
    for (const raw of entriesOf(decodeBytes(value))) {
      const entry = raw.slice(0, entryChars).trim();
      if (entry === '') continue;
      if (budget.addresses <= 0 || budget.chars <= 0) {
        budget.omitted++;
        continue;
      }
      for (const address of readEntry(entry).map(bounded)) {
        kept.push(address);
        budget.addresses--;
        budget.chars -= address.address.length + (address.name?.length ?? 0);
      }
    }
  }
  return kept;
};
