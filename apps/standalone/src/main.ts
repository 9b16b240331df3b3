import 'reflect-metadata';
import { ConfigError } from '@postbode/config';
import { startStandalone } from './serve.js';

/** Seconds: the token printed at start is for a day's work on one's own machine. */
const tokenLifetime = 86_400;

try {
  const standalone = await startStandalone(process.env);
  standalone.lifecycle.handleSignals();
  const token = await standalone.token(tokenLifetime);
  process.stdout.write(
    [
      '',
      `  API and documentation   ${standalone.url}/docs`,
      `  metrics                 ${standalone.opsUrl}/metrics`,
      ...(token === undefined ? [] : [`  token (one day)         ${token}`]),
      '',
      '',
    ].join('\n'),
  );
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError || error instanceof Error ? error.message : 'could not start'}\n`);
  process.exitCode = 1;
}
