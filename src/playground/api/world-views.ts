import { ChannelType } from 'discord.js';
import type { LocalDiscord } from '../state/local-discord.ts';
import { isThread } from '../state/places.ts';
import type { Channel, Guild, Member } from '../state/types.ts';
import {
  BOT,
  BOT_PERMISSIONS,
  BOT_ROLE_ID,
  CHANNELS,
  EVERYONE_PERMISSIONS,
  findMember,
  GUILD,
  MEMBERS,
  MODERATOR_PERMISSIONS,
  MODERATOR_ROLE,
} from '../state/world.ts';
import { ALL_PERMISSIONS } from './permissions.ts';

/*
 * Users, members, roles, channels and the guild in the shapes of Discord's API.
 */

/** When everybody joined; Discord sends a date, nobody here needs the true one. */
const JOINED_AT = '2024-01-01T00:00:00.000000+00:00';

export function apiUser(member: Member) {
  return {
    id: member.id,
    username: member.username,
    global_name: member.bot ? null : member.name,
    discriminator: member.bot ? '0001' : '0',
    avatar: null,
    avatar_decoration_data: null,
    accent_color: member.colour,
    banner: null,
    primary_guild: null,
    public_flags: 0,
    flags: 0,
    ...(member.bot && { bot: true }),
  };
}

/** The user of an id; a deleted account if nobody has it. */
export function apiUserById(id: string) {
  return apiUser(
    findMember(id) ?? { ...BOT, id, username: 'deleted_user', name: 'Deleted User', bot: false },
  );
}

export function apiMember(member: Member) {
  return {
    user: apiUser(member),
    nick: null,
    avatar: null,
    banner: null,
    roles: member.bot ? [BOT_ROLE_ID] : member.moderator ? [MODERATOR_ROLE.id] : [],
    joined_at: JOINED_AT,
    premium_since: null,
    communication_disabled_until: null,
    deaf: false,
    mute: false,
    flags: 0,
    pending: false,
  };
}

/** A member inside an interaction, with what they may do in its channel. */
export function apiInteractionMember(discord: LocalDiscord, member: Member, channelId: string) {
  return { ...apiMember(member), permissions: discord.places.permissions(member, channelId).toString() };
}

function role(id: string, name: string, position: number, permissions: bigint, extra: object = {}) {
  return {
    id,
    name,
    position,
    permissions: permissions.toString(),
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    icon: null,
    unicode_emoji: null,
    managed: false,
    mentionable: false,
    flags: 0,
    ...extra,
  };
}

export function apiRoles(guildId: string = GUILD.id) {
  const { id, name, colour } = MODERATOR_ROLE;
  const colors = { primary_color: colour, secondary_color: null, tertiary_color: null };
  return [
    role(guildId, '@everyone', 0, EVERYONE_PERMISSIONS),
    role(BOT_ROLE_ID, BOT.name, 1, BOT_PERMISSIONS, { managed: true, tags: { bot_id: BOT.id } }),
    role(id, name, 2, MODERATOR_PERMISSIONS, { color: colour, colors, hoist: true }),
  ];
}

export function apiChannel(discord: LocalDiscord, channel: Channel) {
  const allowed = discord.botPermissions(channel.id);
  const overwrite = {
    id: BOT.id,
    type: 1,
    allow: allowed.toString(),
    deny: (ALL_PERMISSIONS & ~allowed).toString(),
  };
  return {
    id: channel.id,
    type: channel.type ?? ChannelType.GuildText,
    guild_id: discord.places.guildIdOf(channel.id),
    name: channel.name,
    topic: channel.topic,
    position: Math.max(CHANNELS.indexOf(channel), 0),
    // Otherwise the client would add what @everyone may do.
    permission_overwrites: [overwrite],
    parent_id: channel.parentId ?? null,
    nsfw: false,
    rate_limit_per_user: 0,
    last_message_id: discord.store.inChannel(channel.id).at(-1)?.id ?? null,
    flags: 0,
    ...(isThread(channel) && {
      owner_id: GUILD.ownerId,
      thread_metadata: {
        ...discord.places.thread(channel.id),
        auto_archive_duration: 1_440,
        archive_timestamp: JOINED_AT,
      },
    }),
  };
}

/** A guild as REST gives it, without channels and members. */
export function apiGuild({ id, name, ownerId }: Guild = GUILD) {
  return {
    id,
    name,
    icon: null,
    description: null,
    home_header: null,
    splash: null,
    discovery_splash: null,
    features: [],
    banner: null,
    owner_id: ownerId,
    application_id: null,
    region: 'deprecated',
    afk_channel_id: null,
    afk_timeout: 300,
    system_channel_id: null,
    system_channel_flags: 0,
    widget_enabled: false,
    widget_channel_id: null,
    verification_level: 0,
    roles: apiRoles(id),
    default_message_notifications: 1,
    mfa_level: 0,
    explicit_content_filter: 0,
    max_presences: null,
    max_members: 500_000,
    max_stage_video_channel_users: 50,
    max_video_channel_users: 25,
    vanity_url_code: null,
    premium_tier: 0,
    premium_subscription_count: 0,
    preferred_locale: GUILD.locale,
    rules_channel_id: null,
    safety_alerts_channel_id: null,
    public_updates_channel_id: null,
    premium_progress_bar_enabled: false,
    nsfw: false,
    nsfw_level: 0,
    emojis: [],
    stickers: [],
    incidents_data: null,
  };
}

/** A guild as the gateway's GUILD_CREATE gives it to a bot without the members' intent. */
export function gatewayGuild(discord: LocalDiscord, guild: Guild) {
  const all = discord.places.channelsOf(guild.id);
  return {
    ...apiGuild(guild),
    joined_at: JOINED_AT,
    large: false,
    unavailable: false,
    member_count: MEMBERS.length + 1,
    voice_states: [],
    members: [apiMember(BOT)],
    channels: all.filter((one) => !isThread(one)).map((one) => apiChannel(discord, one)),
    threads: all
      .filter((one) => isThread(one) && !discord.places.thread(one.id).archived)
      .map((one) => apiChannel(discord, one)),
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

/** As Discord gives it for a team: the team's own account stands where the owner would. */
function apiOwner({ owner }: LocalDiscord) {
  if ('userId' in owner) return { owner: apiUserById(owner.userId), team: null };
  const id = '1180000000000000900';
  const members = owner.team.map(({ userId, role, state }) => ({
    user: apiUserById(userId),
    team_id: id,
    membership_state: state,
    role,
    permissions: ['*'],
  }));
  const team = { id, icon: null, name: 'Team', owner_user_id: owner.team[0]?.userId ?? '', members };
  return { owner: apiUserById(id), team };
}

export function apiApplication(discord: LocalDiscord) {
  return {
    id: BOT.id,
    name: BOT.name,
    icon: null,
    description: '',
    type: null,
    summary: '',
    bot: apiUser(BOT),
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: '0'.repeat(64),
    flags: 0,
    flags_new: '0',
    redirect_uris: [],
    interactions_endpoint_url: null,
    role_connections_verification_url: null,
    ...apiOwner(discord),
    approximate_guild_count: discord.places.guilds.length,
    approximate_user_install_count: 0,
    approximate_user_authorization_count: 0,
    explicit_content_filter: 0,
    eligible_oauth2_scopes: [],
    integration_types_config: { 0: {} },
  };
}
