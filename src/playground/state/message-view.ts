import { MessageFlags } from 'discord.js';
import type { Member, MemberView, MessageView, StoredMessage } from './types.ts';
import { BOT, findMember, memberView } from './world.ts';

/**
 * A message as somebody sees it.
 * @param alive whether its interaction can still be answered; a message that is loading without is a failed one
 */
export function messageView(
  message: StoredMessage,
  { viewerId, alive }: { viewerId: string | undefined; alive: boolean },
): MessageView {
  const loading = (message.flags & MessageFlags.Loading) !== 0;
  return {
    id: message.id,
    channelId: message.channelId,
    author: person(message.authorId),
    content: message.content,
    embeds: message.embeds.map((embed) => ({
      ...embed,
      ...(embed.image && { image: { ...embed.image, url: fileUrl(message, embed.image.url) } }),
      ...(embed.thumbnail && {
        thumbnail: { ...embed.thumbnail, url: fileUrl(message, embed.thumbnail.url) },
      }),
    })),
    components: message.components,
    attachments: message.attachments,
    flags: message.flags,
    loading: loading && alive,
    failed: loading && !alive,
    ephemeral: message.ephemeralTo !== undefined,
    createdAt: new Date(message.createdAt).toISOString(),
    editedAt: message.editedAt === null ? null : new Date(message.editedAt).toISOString(),
    origin: message.origin
      ? {
          member: person(message.origin.userId),
          name: message.origin.name,
          command: message.origin.type === 2,
        }
      : null,
    replyTo: message.replyTo ?? null,
    reactions: message.reactions.map(({ emoji, userIds, superUserIds = [] }) => ({
      emoji,
      count: userIds.length + superUserIds.length,
      mine: viewerId !== undefined && userIds.includes(viewerId),
      memberIds: [...userIds],
    })),
  };
}

/** Where an embed's `attachment://name` is served, other addresses unchanged. */
export function fileUrl(message: StoredMessage, url: string): string {
  const name = /^attachment:\/\/(?<name>.+)$/u.exec(url)?.groups?.name;
  return message.attachments.find(({ filename }) => filename === name)?.url ?? url;
}

function person(id: string): MemberView {
  const unknown: Member = { ...BOT, id, name: 'Unknown', bot: false };
  return memberView(findMember(id) ?? unknown);
}
