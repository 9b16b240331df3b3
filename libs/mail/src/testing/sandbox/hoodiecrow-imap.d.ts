declare module 'hoodiecrow-imap' {
  import type { EventEmitter } from 'node:events';
  import type { Socket } from 'node:net';

  namespace hoodiecrow {
    interface Message {
      uid: number;
      flags: string[];
      /** As INTERNALDATE gives it. */
      internaldate: string;
      /** One character a byte. */
      raw: string;
    }

    interface Mailbox {
      messages: Message[];
      uidvalidity: number;
      uidnext: number;
    }

    interface Connection {
      /** Set while the client idles: takes what it says next. */
      readonly inputHandler?: false | ((line: string) => void);
      state: 'Not Authenticated' | 'Authenticated' | 'Selected' | 'Logout';
      server: Server;
      socket: Socket | null;
      readonly _notificationCallback: (notification: unknown) => void;
    }

    interface Parsed {
      readonly attributes?: readonly { readonly value: string }[];
    }

    type CommandHandler = (connection: Connection, parsed: Parsed, data: string, callback: () => void) => void;

    interface FetchQuery {
      readonly section?: readonly unknown[];
      readonly partial?: unknown;
    }

    interface Server extends EventEmitter {
      readonly fetchHandlers: Record<string, (connection: Connection, message: Message, query: FetchQuery) => unknown>;
      createClient(socket: Socket): void;
      getMailbox(path: string): Mailbox;
      getCommandHandler(command: string): CommandHandler;
      setCommandHandler(command: string, handler: CommandHandler): void;
      appendMessage(mailbox: Mailbox, flags: string[], internaldate: Date, raw: string): { readonly message: Message };
      notify(command: unknown, mailbox: Mailbox): void;
    }

    interface Options {
      readonly plugins?: readonly string[];
      readonly users?: Record<string, { readonly password: string }>;
      readonly storage?: Record<string, unknown>;
      readonly credentials?: unknown;
      readonly secureConnection?: boolean;
    }
  }

  function hoodiecrow(options?: hoodiecrow.Options): hoodiecrow.Server;
  export = hoodiecrow;
}
