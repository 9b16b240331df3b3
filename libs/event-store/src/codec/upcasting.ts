import type { EventDefinition } from '@postbode/kernel';

/** @throws Error naming what is wrong with the definition: found when the program starts, not when an old event is read */
export const checkDefinition = ({ type, version, upcasters = {} }: EventDefinition): void => {
  if (!Number.isInteger(version) || version < 1) throw new Error(`The version of ${type} must be a whole number from 1.`);
  for (let from = 1; from < version; from += 1) {
    if (upcasters[from] === undefined) throw new Error(`${type} is at version ${version} but has no upcaster from version ${from}.`);
  }
  const beyond = Object.keys(upcasters).find((from) => Number(from) < 1 || Number(from) >= version);
  if (beyond !== undefined) throw new Error(`${type} is at version ${version} but has an upcaster from version ${beyond}.`);
};

/** Data of version `from` as data of the newest version, one step at a time. */
export const upcast = (definition: EventDefinition, from: number, data: unknown): unknown => {
  let upcasted = data;
  for (let version = from; version < definition.version; version += 1) {
    const step = definition.upcasters?.[version];
    if (step === undefined) throw new Error(`no upcaster from version ${version}`);
    upcasted = step(upcasted);
  }
  return upcasted;
};
