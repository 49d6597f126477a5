import {
  type AttachmentBuilder,
  type ChatInputCommandInteraction,
  DiscordAPIError,
  RESTJSONErrorCodes,
} from 'discord.js';
import type { Logger } from 'pino';

/** Discord takes about five edits in five seconds; fewer are enough for somebody watching. */
const PAUSE_MS = 1_500;

/** An answer that changes while work goes on. */
export interface LiveReply {
  /** Shows a state soon; of several in a short time only the latest is shown. */
  update(content: string): void;
  /** Shows the end state, after everything else, with files if there are any. */
  finish(content: string, files?: readonly AttachmentBuilder[]): Promise<void>;
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
  let editing: Promise<void> = Promise.resolve();

  async function show(): Promise<void> {
    const content = latest;
    latest = undefined;
    if (content === undefined) return;
    try {
      await interaction.editReply({ content, allowedMentions: { parse: [] } });
    } catch (error) {
      logger.warn({ err: error }, 'progress could not be shown');
    }
  }

  async function close(): Promise<void> {
    closed = true;
    clearTimeout(timer);
    latest = undefined;
    await editing;
  }

  return {
    close,
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
      const message = { content, files, allowedMentions: { parse: [] } } as const;
      try {
        await interaction.editReply(message);
      } catch (error) {
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
