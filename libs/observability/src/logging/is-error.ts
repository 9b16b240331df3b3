/** Also true for errors of another realm, such as a test runner's or a worker's. */
export const isError = (value: unknown): value is Error =>
  value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
