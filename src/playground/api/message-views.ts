import type { LocalDiscord } from '../state/local-discord.ts';
import { fileUrl } from '../state/message-view.ts';
import type { Interaction, StoredMessage, StoredReaction } from '../state/types.ts';
import { BOT, findMember, GUILD } from '../state/world.ts';
import { ALL_PERMISSIONS } from './permissions.ts';
import { apiChannel, apiInteractionMember, apiMember, apiUserById } from './world-views.ts';

/** What the views need besides the message; `baseUrl` is this server's origin, where files are served. */
export interface ViewContext {
  readonly discord: LocalDiscord;
  readonly baseUrl: () => string;
}

/** A message as the bot sees it. */
export function apiMessage(context: ViewContext, message: StoredMessage) {
  const absolute = (url: string) => (url.startsWith('/') ? context.baseUrl() + url : url);
  const resolved = (media: { url: string }) => ({ ...media, url: absolute(fileUrl(message, media.url)) });
  const reference = message.replyTo && {
    message_reference: {
      type: 0,
      message_id: message.replyTo,
      channel_id: message.channelId,
      guild_id: context.discord.places.guildIdOf(message.channelId),
    },
  };
  return {
    id: message.id,
    channel_id: message.channelId,
    type: message.type,
    author: apiUserById(message.authorId),
    content: message.content,
    timestamp: new Date(message.createdAt).toISOString(),
    edited_timestamp: message.editedAt === null ? null : new Date(message.editedAt).toISOString(),
    tts: false,
    pinned: false,
    mention_everyone: false,
    mentions: mentioned(message.content).map(apiUserById),
    mention_roles: [],
    attachments: message.attachments.map((one) => ({
      ...one,
      url: absolute(one.url),
      proxy_url: absolute(one.proxy_url),
    })),
    embeds: message.embeds.map((embed) => ({
      ...embed,
      ...(embed.image && { image: resolved(embed.image) }),
      ...(embed.thumbnail && { thumbnail: resolved(embed.thumbnail) }),
    })),
    components: message.components,
    flags: message.flags,
    ...(message.nonce !== undefined && { nonce: message.nonce }),
    ...(message.reactions.length > 0 && { reactions: message.reactions.map(apiReaction) }),
    ...reference,
    ...(message.origin && {
      webhook_id: BOT.id,
      application_id: BOT.id,
      interaction_metadata: {
        id: message.origin.interactionId,
        type: message.origin.type,
        user: apiUserById(message.origin.userId),
        authorizing_integration_owners: { 0: context.discord.places.guildIdOf(message.channelId) },
      },
    }),
  };
}

function apiReaction({ emoji, userIds, superUserIds = [] }: StoredReaction) {
  const burst = superUserIds.length;
  return {
    emoji: { id: null, name: emoji },
    count: userIds.length + burst,
    count_details: { burst, normal: userIds.length },
    burst_colors: [],
    me: userIds.includes(BOT.id),
    me_burst: false,
    burst_me: false,
    burst_count: burst,
  };
}

function mentioned(content: string): string[] {
  const ids = [...content.matchAll(/<@!?(\d+)>/g)].flatMap(([, id]) => id ?? []);
  return [...new Set(ids)].filter((id) => findMember(id) !== undefined);
}

/** The payload of INTERACTION_CREATE. */
export function apiInteraction(context: ViewContext, interaction: Interaction) {
  const { discord } = context;
  const guildId = discord.places.guildIdOf(interaction.channelId);
  const member = findMember(interaction.memberId) ?? BOT;
  const target = interaction.messageId && discord.store.find(interaction.messageId);
  return {
    id: interaction.id,
    application_id: BOT.id,
    type: { command: 2, component: 3, autocomplete: 4 }[interaction.kind],
    data: interactionData(context, interaction),
    guild_id: guildId,
    guild: { id: guildId, locale: GUILD.locale, features: [] },
    guild_locale: GUILD.locale,
    channel_id: interaction.channelId,
    channel: apiChannel(discord, discord.channel(interaction.channelId)),
    member: apiInteractionMember(discord, member, interaction.channelId),
    locale: GUILD.locale,
    token: interaction.token,
    version: 1,
    app_permissions: discord.botPermissions(interaction.channelId).toString(),
    entitlements: [],
    authorizing_integration_owners: { 0: guildId },
    context: 0,
    attachment_size_limit: 10 * 1024 * 1024,
    ...(interaction.kind === 'component' && target && { message: apiMessage(context, target) }),
  };
}

/** Discord's `data`, with whatever its options and target point to under `resolved`. */
function interactionData(context: ViewContext, interaction: Interaction): object {
  const data = interaction.data as { target_id?: string; options?: readonly Option[] };
  const target = data.target_id && context.discord.store.find(data.target_id);
  if (target) return { ...data, resolved: { messages: { [target.id]: apiMessage(context, target) } } };
  const resolved = resolveMentions(context.discord, interaction.channelId, data.options ?? []);
  return { ...data, ...(Object.keys(resolved).length > 0 && { resolved }) };
}

interface Option {
  readonly type: number;
  readonly value?: unknown;
  readonly options?: readonly Option[];
}

const USER_OPTION = 6;
const CHANNEL_OPTION = 7;

function resolveMentions(
  discord: LocalDiscord,
  channelId: string,
  options: readonly Option[],
): Record<string, object> {
  const flat = options.flatMap((option) => [
    option,
    ...(option.options ?? []).flatMap((sub) => [sub, ...(sub.options ?? [])]),
  ]);
  const users: Record<string, object> = {};
  const members: Record<string, object> = {};
  const channels: Record<string, object> = {};
  for (const { type, value } of flat) {
    const id = String(value);
    const member = type === USER_OPTION ? findMember(id) : undefined;
    if (member) {
      const { user, ...rest } = apiMember(member);
      users[id] = user;
      members[id] = { ...rest, permissions: apiInteractionMember(discord, member, channelId).permissions };
    }
    if (type === CHANNEL_OPTION) {
      channels[id] = { ...apiChannel(discord, discord.channel(id)), permissions: ALL_PERMISSIONS.toString() };
    }
  }
  return {
    ...(Object.keys(users).length > 0 && { users, members }),
    ...(Object.keys(channels).length > 0 && { channels }),
  };
}
