const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const northAmerica: Readonly<Record<string, number>> = { EDT: -4, EST: -5, CDT: -5, CST: -6, MDT: -6, MST: -7, PDT: -7, PST: -8 };

const form =
  /^(?:[a-z]{2,9}[,.]? ?)?(\d{1,2})[ -]([a-z]{3})[a-z]{0,6}[ -](\d{2,4}),? (\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,6})?)?(?: ?([+-]\d{4}|[a-z]{1,5})(?![a-z\d]))?/i;
const comment = /\([^()]*\)/g;
const space = /\s+/g;

/** RFC 5322 §4.3: years of two or three digits. */
const fullYear = (digits: string): number => {
  const year = Number(digits);
  if (digits.length === 4) return year;
  return digits.length === 2 && year < 50 ? year + 2000 : year + 1900;
};

/** Minutes east of UTC. Unknown names mean UTC (RFC 5322 §4.3); absurd offsets (-2400, pitfall 40) mean nothing. */
const zoneMinutes = (zone = ''): number | undefined => {
  const sign = zone[0];
  if (sign !== '+' && sign !== '-') return (northAmerica[zone.toUpperCase()] ?? 0) * 60;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3));
  if (hours > 14 || minutes > 59) return undefined;
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes);
};

interface WrittenDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const isReal = ({ year, month, day, hour, minute, second }: WrittenDate): boolean =>
  year >= 1970 &&
  year <= 2100 &&
  month >= 0 &&
  day >= 1 &&
  day <= new Date(Date.UTC(year, month + 1, 0)).getUTCDate() &&
  hour <= 23 &&
  minute <= 59 &&
  second <= 60;

/**
 * A Date field (RFC 5322 §3.3, with the obsolete forms) as ISO 8601 in UTC. Undefined when it says no real moment of the
 * years 1970 to 2100. Never asks this machine's time zone: the same bytes give the same date everywhere.
 */
export const readDate = (value: string): string | undefined => {
  const match = form.exec(value.slice(0, 200).replace(comment, ' ').replace(space, ' ').trim());
  if (match === null) return undefined;
  const [, day, month = '', year = '', hour, minute, second = '0', zone] = match;
  const written: WrittenDate = {
    year: fullYear(year),
    month: months.indexOf(month.toLowerCase()),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  };
  const offset = zoneMinutes(zone);
  if (offset === undefined || !isReal(written)) return undefined;
  const instant = new Date(
    Date.UTC(written.year, written.month, written.day, written.hour, written.minute - offset, Math.min(written.second, 59)),
  );
  const shifted = instant.getUTCFullYear();
  return shifted >= 1970 && shifted <= 2100 ? instant.toISOString() : undefined;
};
