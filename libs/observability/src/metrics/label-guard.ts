export type Labels<Name extends string> = Readonly<Record<Name, string>>;

const acceptable = /^[A-Za-z0-9_.:/*{}-]{1,100}$/;
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
const internetAddress = /^\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?$/;

/** What takes the place of a value that may not be a label. */
const otherLabel = 'other';

const guard = (value: string): string => (acceptable.test(value) && !uuid.test(value) && !internetAddress.test(value) ? value : otherLabel);

/**
 * Keeps addresses, ids and free text out of labels (pitfall 78), and the number of different label sets of one metric
 * within `most`: what comes after is counted under `other`.
 */
export class LabelGuard<Name extends string> {
  private readonly seen = new Set<string>();

  constructor(private readonly most = 500) {}

  admit(labels: Labels<Name>): Labels<Name> {
    const guarded = this.map(labels, guard);
    const key = JSON.stringify(guarded);
    if (this.seen.has(key)) return guarded;
    if (this.seen.size >= this.most) return this.map(labels, () => otherLabel);
    this.seen.add(key);
    return guarded;
  }

  private map(labels: Labels<Name>, change: (value: string) => string): Labels<Name> {
    return Object.fromEntries(Object.entries<string>(labels).map(([name, value]) => [name, change(value)])) as Labels<Name>;
  }
}
