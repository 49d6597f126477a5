import type { Logger } from 'pino';
import type { ViewContext } from '../api/message-views.ts';
import type { Faults } from './faults.ts';

/** What the REST routes work with. */
export interface RestContext extends ViewContext {
  readonly logger: Logger;
  /** The bot's token, without `Bot `. */
  readonly token: string;
  readonly faults: Faults;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Needs no `Authorization`: the path itself carries a secret, or there is nothing to protect. */
    open?: boolean;
  }
}
