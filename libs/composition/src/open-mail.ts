import { readFile } from 'node:fs/promises';
import type { configParts, ConfigOf } from '@postbode/config';
import { createMailConnectors, DialPolicy, PolicyDialer, type MailConnectors } from '@postbode/mail';

/** The connectors of every kind of profile, all behind the one dialer and its policy. */
export const openMail = async (config: ConfigOf<typeof configParts>['mailPolicy']): Promise<MailConnectors> => {
  const extraCa = config.extraCaFile === undefined ? [] : [await readFile(config.extraCaFile, 'utf8')];
  const dialer = new PolicyDialer({ policy: new DialPolicy({ allow: config.allow }), extraCa });
  return createMailConnectors({ dialer, allowCleartext: config.allowNonSslEmail });
};
