import { configParts, loadConfig } from '@postbode/config';
import { DevelopmentIssuer, roles, type Role } from '@postbode/http';

/** Seconds: a day's work. */
const lifetimeSeconds = 86_400;

const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text);

/**
 * Prints a token of the development issuer, for the services that share its directory:
 * `node dist/scripts/issue-token.js [role …]`, all roles when none is named.
 */
const { auth } = loadConfig({ auth: configParts.auth }, { POSTBODE_AUTH_MODE: 'development', ...process.env });
const issuer = await DevelopmentIssuer.open({ directory: auth.developmentDirectory, audience: auth.audience });
const wanted = process.argv.slice(2).filter(isRole);
process.stdout.write(`${await issuer.issue({ subject: 'administrator', roles: wanted.length === 0 ? roles : wanted, lifetimeSeconds })}\n`);
