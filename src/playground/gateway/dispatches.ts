import { GatewayIntentBits as Intent } from 'discord.js';
import { apiInteraction, apiMessage, type ViewContext } from '../api/message-views.ts';
import { apiChannel, apiMember, gatewayGuild } from '../api/world-views.ts';
import { isThread } from '../state/places.ts';
import type { LocalEvent, StoredMessage } from '../state/types.ts';
import { BOT, findMember } from '../state/world.ts';

/** An event for bots. */
export interface Dispatch {
  readonly t: string;
  readonly d: Record<string, unknown>;
  /** The intent that a session must have asked for; 0 when none is needed. */
  readonly intent: number;
  /** Sent instead of `d` to sessions without the message content intent. */
  readonly withoutContent?: Record<string, unknown>;
}

/** What bots are told about an event; `undefined` for what Discord keeps from them. */
export function toDispatch(context: ViewContext, event: LocalEvent): Dispatch | undefined {
  switch (event.type) {
    case 'interactionCreate':
      return { t: 'INTERACTION_CREATE', d: apiInteraction(context, event.interaction), intent: 0 };
    case 'messageCreate':
      return messageDispatch(context, 'MESSAGE_CREATE', event.message);
    case 'messageUpdate':
      return messageDispatch(context, 'MESSAGE_UPDATE', event.message);
    case 'messageDelete': {
      const { id, channelId, ephemeralTo } = event.message;
      if (ephemeralTo !== undefined) return undefined;
      const d = { id, channel_id: channelId, guild_id: context.discord.places.guildIdOf(channelId) };
      return { t: 'MESSAGE_DELETE', d, intent: Intent.GuildMessages };
    }
    case 'reactionAdd':
    case 'reactionRemove':
    case 'reactionsClear':
    case 'reactionsClearEmoji':
      return reactionDispatch(context, event);
    case 'channelCreate':
    case 'channelChange': {
      const channel = context.discord.channel(event.channelId);
      const what = isThread(channel) ? 'THREAD' : 'CHANNEL';
      const t = `${what}_${event.type === 'channelCreate' ? 'CREATE' : 'UPDATE'}`;
      return { t, d: apiChannel(context.discord, channel), intent: Intent.Guilds };
    }
    case 'guildCreate':
      return { t: 'GUILD_CREATE', d: gatewayGuild(context.discord, event.guild), intent: Intent.Guilds };
    case 'guildDelete':
      return { t: 'GUILD_DELETE', d: { id: event.guild.id }, intent: Intent.Guilds };
    default:
      return undefined;
  }
}

function messageDispatch(context: ViewContext, t: string, message: StoredMessage): Dispatch | undefined {
  if (message.ephemeralTo !== undefined) return undefined;
  const author = findMember(message.authorId);
  const { user: _, ...member } = apiMember(author ?? BOT);
  const guild_id = context.discord.places.guildIdOf(message.channelId);
  const d = { ...apiMessage(context, message), guild_id, member };
  const readable = message.authorId === BOT.id || d.mentions.some(({ id }) => id === BOT.id);
  const hidden = { ...d, content: '', embeds: [], attachments: [], components: [] };
  return { t, d, intent: Intent.GuildMessages, ...(!readable && { withoutContent: hidden }) };
}

type ReactionEvent = Extract<
  LocalEvent,
  { type: 'reactionAdd' | 'reactionRemove' | 'reactionsClear' | 'reactionsClearEmoji' }
>;

function reactionDispatch({ discord }: ViewContext, event: ReactionEvent): Dispatch {
  const intent = Intent.GuildMessageReactions;
  const { channelId, id } = event.message;
  const where = { channel_id: channelId, message_id: id, guild_id: discord.places.guildIdOf(channelId) };
  if (event.type === 'reactionsClear') return { t: 'MESSAGE_REACTION_REMOVE_ALL', d: where, intent };
  const emoji = { id: null, name: event.emoji };
  if (event.type === 'reactionsClearEmoji') {
    return { t: 'MESSAGE_REACTION_REMOVE_EMOJI', d: { ...where, emoji }, intent };
  }
  const { userId, burst } = event;
  const d = { ...where, emoji, user_id: userId, burst, type: burst ? 1 : 0 };
  if (event.type === 'reactionRemove') return { t: 'MESSAGE_REACTION_REMOVE', d, intent };
  const member = findMember(event.userId);
  return {
    t: 'MESSAGE_REACTION_ADD',
    d: { ...d, message_author_id: event.message.authorId, ...(member && { member: apiMember(member) }) },
    intent,
  };
}
