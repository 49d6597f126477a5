import type { FastifyReply } from 'fastify';
import type { LocalDiscord } from '../state/local-discord.ts';
import type { LocalEvent } from '../state/types.ts';

/** How often an idle stream says that it is alive, in milliseconds. */
const KEEP_ALIVE_MS = 25_000;

/** How much may wait for a reader, in bytes; a page that is open reads at once. */
const MOST_WAITING = 1024 * 1024;

/** One server-sent event. */
interface PageEvent {
  readonly event: 'message' | 'remove' | 'commands' | 'presence' | 'interaction';
  readonly data: unknown;
}

/**
 * Streams to the page of one member whatever changes for them, until they leave, or do not read: their page, should it
 * wake up, connects anew by itself.
 */
export function streamEvents(reply: FastifyReply, discord: LocalDiscord, memberId: string): void {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const end = () => {
    clearInterval(alive);
    unlisten();
    raw.destroy();
  };
  const send = (text: string) => {
    raw.write(text);
    if (raw.writableLength > MOST_WAITING) end();
  };
  const unlisten = discord.bus.listen((event) => {
    const told = toPageEvent(discord, memberId, event);
    if (told) send(`event: ${told.event}\ndata: ${JSON.stringify(told.data)}\n\n`);
  });
  const alive = setInterval(() => send(': still here\n\n'), KEEP_ALIVE_MS).unref();
  raw.once('close', end);
  send(': hello\n\n');
}

function toPageEvent(discord: LocalDiscord, memberId: string, event: LocalEvent): PageEvent | undefined {
  switch (event.type) {
    case 'messageCreate':
    case 'messageUpdate':
    case 'reactionAdd':
    case 'reactionRemove':
    case 'reactionsClear':
    case 'reactionsClearEmoji': {
      const data = discord.message(event.message.id, memberId);
      return data && { event: 'message', data };
    }
    case 'messageDelete':
      return { event: 'remove', data: { id: event.message.id } };
    case 'commandsChange':
      return { event: 'commands', data: discord.offeredCommands(memberId) };
    case 'botPresence':
      return { event: 'presence', data: { online: event.online } };
    case 'interactionCreate':
    case 'interactionUpdate':
      return interactionEvent(discord, memberId, event.interaction);
    default:
      return undefined;
  }
}

function interactionEvent(
  discord: LocalDiscord,
  memberId: string,
  {
    id,
    kind,
    state,
    name,
    channelId,
    memberId: by,
    originalId,
  }: Extract<LocalEvent, { interaction: unknown }>['interaction'],
): PageEvent | undefined {
  if (by !== memberId || kind === 'autocomplete') return undefined;
  const message = originalId === undefined ? undefined : discord.message(originalId, memberId);
  return { event: 'interaction', data: { id, kind, state, name, channelId, message: message ?? null } };
}
