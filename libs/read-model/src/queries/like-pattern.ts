/** `%`, `_` and `\` mean themselves. */
const literal = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** LIKE pattern of what begins with `text`. */
export const beginningWith = (text: string): string => `${literal(text)}%`;

/** LIKE pattern of what has `text` somewhere. */
export const containing = (text: string): string => `%${literal(text)}%`;
