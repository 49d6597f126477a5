import {
  type AttachmentBuilder,
  type ChatInputCommandInteraction,
  DiscordAPIError,
  RESTJSONErrorCodes,
} from 'discord.js';
import type { Logger } from 'pino';
import { isThreadClosed } from './thread-closed.ts';

/** Discord takes about five edits in five seconds; fewer are enough for somebody watching. */
const PAUSE_MS = 1_500;

/** An answer that changes while work goes on. */
export interface LiveReply {
  /** Shows a state soon; of several in a short time only the latest is shown. */
  update(content: string): void;
  /** Shows the end state, after everything else, with files if there are any. */
  finish(content: string, files?: readonly AttachmentBuilder[]): Promise<void>;
  /**
   * Takes away what was shown, after everything else, so that no progress stays which nobody goes on with.
   * @returns whether nothing of it is left.
   */
  withdraw(): Promise<boolean>;
  /** Shows nothing more and waits for an edit under way, so that something else can take the answer's place. */
  close(): Promise<void>;
}

/**
 * Keeps editing a deferred answer. Once Discord does not take edits any more, fifteen minutes after the command, the
 * end state is written into the channel.
 */
export function createLiveReply(interaction: ChatInputCommandInteraction, logger: Logger): LiveReply {
  let latest: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  /** The thread takes nothing any more. */
  let refused = false;
  let shown = false;
  let editing: Promise<void> = Promise.resolve();

  async function show(): Promise<void> {
    const content = latest;
    latest = undefined;
    if (content === undefined) return;
    try {
      await interaction.editReply({ content, allowedMentions: { parse: [] } });
      shown = true;
    } catch (error) {
      if (isThreadClosed(error)) giveUp();
      else logger.warn({ err: error }, 'progress could not be shown');
    }
  }

  function giveUp(): void {
    closed = true;
    refused = true;
    logger.info('the thread was closed before the work in it ended; its end is not shown');
  }

  async function close(): Promise<void> {
    closed = true;
    clearTimeout(timer);
    latest = undefined;
    await editing;
  }

  return {
    close,
    async withdraw() {
      await close();
      if (!shown) return true;
      try {
        await interaction.deleteReply();
        return true;
      } catch (error) {
        logger.warn({ err: error }, 'an answer that nobody goes on with could not be taken away');
        return false;
      }
    },
    update(content) {
      if (closed) return;
      latest = content;
      timer ??= setTimeout(() => {
        timer = undefined;
        editing = editing.then(show);
      }, PAUSE_MS);
    },
    async finish(content, files = []) {
      await close();
      if (refused) return;
      const message = { content, files, allowedMentions: { parse: [] } } as const;
      try {
        await interaction.editReply(message);
      } catch (error) {
        if (isThreadClosed(error)) return giveUp();
        const { channel } = interaction;
        if (!isOver(error) || channel === null || !channel.isSendable()) throw error;
        await channel.send(message);
      }
    },
  };
}

function isOver(error: unknown): boolean {
  return (
    error instanceof DiscordAPIError &&
    (error.code === RESTJSONErrorCodes.InvalidWebhookToken ||
      error.code === RESTJSONErrorCodes.UnknownWebhook)
  );
}
