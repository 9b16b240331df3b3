import { InvalidSegmentNameError } from './blob-store.errors.js';

const namePattern = /^[a-z0-9-]+(?:\/[a-z0-9-]+)*$/;
const prefixPattern = /^(?:[a-z0-9-]+\/)*[a-z0-9-]*$/;

/** File systems hold 255 bytes a name; ours adds a suffix. Object stores hold 1024 a key. */
const maxPartLength = 200;
const maxLength = 512;

const fits = (name: string): boolean => name.length <= maxLength && name.split('/').every((part) => part.length <= maxPartLength);

export const isSegmentName = (name: string): boolean => namePattern.test(name) && fits(name);

/** @throws InvalidSegmentNameError */
export const requireSegmentName = (name: string): void => {
  if (!isSegmentName(name)) throw new InvalidSegmentNameError();
};

/** A prefix may end anywhere in a name; empty is every segment. @throws InvalidSegmentNameError */
export const requireSegmentPrefix = (prefix: string): void => {
  if (!prefixPattern.test(prefix) || !fits(prefix)) throw new InvalidSegmentNameError();
};
