import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  ButtonStyle,
  ComponentType,
  TimestampStyles,
  time,
} from 'discord.js';
import type { SongInput } from '../../db/queries/songs.ts';
import { LEAVE_OUT_WORDS, mayPass } from '../catalogue/rejections.ts';
import type { Review, WaitingSuggestion } from '../catalogue/suggestions/review.ts';
import type { Decided } from '../catalogue/suggestions/suggest.ts';
import { licenceLine, regionLines, songLine } from './song-line.ts';
import { fits, fitting } from './text.ts';

/** A row of buttons, as a message takes it. */
export type ButtonRow = APIActionRowComponent<APIButtonComponentWithCustomId>;

/** Suggestions that one message shows for review: Discord takes five rows of buttons. */
export const MOST_REVIEWED = 5;

/** Below a link that nobody has looked at: it shows no preview either. */
const NOT_LOOKED_UP = '-# I have no YouTube key yet, so I have not looked it up.';

/**
 * A suggestion as everybody sees it: who, what, the bare address that Discord plays inline, and who decides.
 *
 * @param decidedHere whether this server's moderators do
 */
export function describeSuggestion(
  { videoId, song }: { readonly videoId: string; readonly song: SongInput | undefined },
  memberId: string,
  decidedHere: boolean,
): string {
  return fitting([
    `💡 <@${memberId}> suggests a song:`,
    ...(song === undefined ? [`<${addressOf(videoId)}>`, NOT_LOOKED_UP] : songLines(song)),
    decidedHere
      ? song === undefined
        ? '-# Moderators: I can take it into my collection as soon as I have a key. You can decline it now.'
        : '-# Moderators: shall I take it into my collection?'
      : '-# The moderators of my home server will have a look at it.',
  ]);
}

function songLines(song: SongInput): string[] {
  const credited = creditedSong(song);
  return [
    songLine(credited),
    addressOf(song.video_id),
    `-# ${licenceLine(credited)}`,
    ...regionLines(credited),
  ];
}

/**
 * The same message once it is decided; a declined song does not play any more.
 *
 * @param moderatorId who decided, unless it was elsewhere
 */
export function describeDecided(
  before: string,
  { song, reupload }: Pick<Decided, 'song' | 'reupload'>,
  moderatorId?: string,
): string {
  const lines = before.split('\n');
  const who = moderatorId === undefined ? 'the moderators' : `<@${moderatorId}>`;
  if (song === undefined)
    return [...lines.slice(0, 2), `Declined by ${who}. Thank you for the idea all the same!`].join('\n');
  const shown = lines.includes(NOT_LOOKED_UP)
    ? [...lines.slice(0, 1), ...songLines(song)]
    : lines.slice(0, -1);
  return fitting([...shown, `✅ Accepted by ${who}. ${afterwards(reupload)}`]);
}

/** What came of a decision, for the moderator who reviews. */
export function describeReviewed({ song, reupload }: Pick<Decided, 'song' | 'reupload'>): string {
  return song === undefined
    ? '👋 Declined.'
    : `✅ Accepted: ${songLine(creditedSong(song))}. ${afterwards(reupload)}`;
}

function afterwards(reupload: boolean): string {
  return reupload
    ? 'I have the same song from another upload, so it is that one which comes up with `/mood`.'
    : 'From now on it can come up with `/mood`.';
}

/** A message with buttons. */
export interface ReviewMessage {
  readonly content: string;
  readonly components: ButtonRow[];
}

/**
 * The suggestions that have waited longest, each with its buttons, for a moderator: as many as fit.
 *
 * @param decided what came of the last decision, if there was one
 */
export function reviewMessage({ waiting, oldest }: Review, decided?: string): ReviewMessage {
  const first = decided === undefined ? [] : [decided];
  for (let shown = oldest.length; shown > 0; shown -= 1) {
    const some = oldest.slice(0, shown);
    const lines = [...first, reviewHead(waiting, shown), ...some.flatMap(waitingLines)];
    if (!fits(lines)) continue;
    const components = some.map(({ suggestionId }, index) =>
      decisionRow('sources', suggestionId, shown === 1 ? '' : ` ${index + 1}`),
    );
    return { content: lines.join('\n'), components };
  }
  return { content: [...first, 'No suggestion is waiting. 🎉'].join('\n'), components: [] };
}

function reviewHead(waiting: number, shown: number): string {
  const are = waiting === 1 ? 'One suggestion is waiting' : `${waiting} suggestions are waiting`;
  if (waiting <= shown) return `**${are}**`;
  return `**${are}**, and ${shown === 1 ? 'this is the oldest' : `these are the oldest ${shown}`}`;
}

function waitingLines(one: WaitingSuggestion, index: number): string[] {
  return [
    `**${index + 1}.** ${waitingTitle(one)} · suggested ${time(one.createdAt, TimestampStyles.RelativeTime)}`,
    addressOf(one.videoId),
  ];
}

function waitingTitle({ song, leftOut }: WaitingSuggestion): string {
  if (song !== undefined) return songLine(creditedSong(song));
  if (leftOut !== undefined) {
    const when = mayPass(leftOut) ? 'at the moment' : 'any more';
    return `⚠️ This one cannot be taken ${when}: it is ${LEAVE_OUT_WORDS[leftOut]}`;
  }
  return 'A song whose title I have not looked up yet';
}

/**
 * The two buttons of a suggestion.
 *
 * @param command the command whose `press` takes them
 * @param which added to the labels
 */
export function decisionRow(command: string, suggestionId: number, which = ''): ButtonRow {
  const button = (decision: Decision, label: string, style: ButtonStyle.Success | ButtonStyle.Secondary) =>
    ({
      type: ComponentType.Button,
      style,
      label: `${label}${which}`,
      custom_id: `${command}:${decision}:${suggestionId}`,
    }) as const;
  return {
    type: ComponentType.ActionRow,
    components: [
      button('accept', 'Accept', ButtonStyle.Success),
      button('decline', 'Decline', ButtonStyle.Secondary),
    ],
  };
}

type Decision = 'accept' | 'decline';

/** What a button of {@link decisionRow} says after its command; undefined for anything else. */
export function parseDecision(id: string): { suggestionId: number; accept: boolean } | undefined {
  const [, decision, number] = /^(accept|decline):(\d{1,9})$/.exec(id) ?? [];
  if (number === undefined) return undefined;
  return { suggestionId: Number(number), accept: decision === 'accept' };
}

function addressOf(videoId: string): string {
  return `https://www.youtube.com/watch?v=${videoId}`;
}

function creditedSong(song: SongInput) {
  const { video_id, regions_allowed, regions_blocked, ...credits } = song;
  return {
    ...credits,
    videoId: video_id,
    regionsAllowed: regions_allowed,
    regionsBlocked: regions_blocked,
  };
}
