/** Several jest projects share the one server: the first teardown stops it, the others find nothing to do. */
export default async function teardown() {
  const running = globalThis.postbodeTestPostgres;
  globalThis.postbodeTestPostgres = undefined;
  await running?.server.stop();
}
