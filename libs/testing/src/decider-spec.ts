import { DomainError, fold, type Decider } from '@postbode/kernel';

interface Outcome<Event> {
  then(...expected: Event[]): void;
  thenNothing(): void;
  /** The refusal's code and, when given, the fields it names. */
  thenRefused(code: string, ...pointers: string[]): void;
}

/** `given(events).when(command).then(events)` for a decider: the whole behaviour in one sentence a test. */
export const specificationOf = <Command, State, Event>(decider: Decider<Command, State, Event>) => ({
  given: (...history: Event[]) => ({
    when: (command: Command): Outcome<Event> => {
      const decide = (): readonly Event[] => decider.decide(command, fold(decider, history));
      return {
        then: (...expected) => expect(decide()).toEqual(expected),
        thenNothing: () => expect(decide()).toEqual([]),
        thenRefused: (code, ...pointers) => {
          const refusal = refusalOf(decide);
          expect(refusal.code).toBe(code);
          if (pointers.length > 0) expect(refusal.fields.map((field) => field.pointer)).toEqual(pointers);
        },
      };
    },
    state: (): State => fold(decider, history),
  }),
});

const refusalOf = (decide: () => unknown): DomainError => {
  try {
    decide();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('Expected a refusal; the command was accepted.');
};
