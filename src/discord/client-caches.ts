import { type CacheFactory, Options } from 'discord.js';

/**
 * What the client keeps in memory: servers, their channels and roles, which it needs itself, and next to nothing else. Threads
 * that are archived go by its own sweeper.
 */
export const CLIENT_CACHES: CacheFactory = Options.cacheWithLimits({
  ...Options.DefaultMakeCacheSettings,
  GuildMemberManager: 10,
  UserManager: 10,
  ApplicationCommandManager: 0,
  AutoModerationRuleManager: 0,
  EntitlementManager: 0,
  GuildBanManager: 0,
  GuildEmojiManager: 0,
  GuildInviteManager: 0,
  GuildScheduledEventManager: 0,
  GuildStickerManager: 0,
  MessageManager: 0,
  PresenceManager: 0,
  ReactionManager: 0,
  ReactionUserManager: 0,
  StageInstanceManager: 0,
  ThreadMemberManager: 0,
  VoiceStateManager: 0,
});
