/** What a video can be instead of one song, as far as its title tells. */
export type NotASong = 'mix' | 'karaoke' | 'tutorial' | 'podcast';

interface Rule {
  readonly reason: NotASong;
  /** What the rule takes a title to say. */
  readonly says: string;
  readonly title: RegExp;
  /** Only where one of the tags says it too. */
  readonly tag?: RegExp;
  /** Only for videos of at least so many seconds: of a shorter one the words are advertising for a single song. */
  readonly fromSeconds?: number;
}

const HOURS = String.raw`(?:[1-9]|1[0-2]|one) ?\+? ?(?:h|hrs?|hours?|horas?|heures?|stunden?|час(?:а|ов)?)`;
const MINUTES = String.raw`(?:[2-9]\d|1[0-7]\d) ?(?:min|mins|minutes?|minutos|minuten|минут)`;
const LENGTH = `(?:${HOURS}|${MINUTES})(?: long)?`;

/** Music in general, not one piece of it. */
const MUSIC = 'music(?! video)|songs|beats|tracks|hits|tunes|ncs|(?:no ?)?copyright ?(?:free|sounds)?';

/** Words that name a kind of music; a run of them between "best" and "mix" names no song. */
const KIND = `(?:${MUSIC}|of|the|and|new|free|gaming|party|edm|trap|dubstep|house|techno|trance|tropical|deep|future|bass|electro|dance|lo-?fi|chill|hip ?hop|rap|jazz|pop|rock|piano|instrumental|20\\d\\d)`;

/** Names of one song's version: "(Club Mix)". */
const VERSION =
  'original|extended|club|radio|vip|dub|instrumental|vocal|album|single|stereo|mono|acoustic|final|rough|alternative|festival|drum|bass|house|dance|disco|deep|trance|techno';

/** Not "for tutorials", "for my next podcast": what the music is meant for. */
const NOT_FOR = '(?<!(?<!\\p{L})for (?:\\p{L}+ ){0,3})';

/** One song each video: whoever adds a rule says in a sentence what it takes a title to say. */
const RULES: readonly Rule[] = [
  {
    reason: 'mix',
    says: 'how long so much music lasts: "1 hour of music", "piano loop 10 hours", "[2 hours]"',
    title: phrase(
      `${LENGTH}(?: of)?(?: the)?(?: best)?(?: [\\p{L}-]+){0,2} (?:${MUSIC}|loop(?:ed)?|mix|compilation|playlist)`,
      `${LENGTH} (?:version|extended|non-?stop)`,
      `(?:music|mix|loop(?:ed)?|extended|version|playlist|compilation|non-?stop)[ ,:|/–-]{1,3}${LENGTH}`,
      `(?<=[[(【] ?)${LENGTH}(?= ?[\\])】])`,
    ),
  },
  {
    reason: 'mix',
    says: 'that it is a collection: "compilation", "megamix", "full album", "non-stop mix"',
    title: phrase(
      '(?<!from (?:the|our|my) )compilations?',
      'mega-?mix',
      'full (?:album|mixtape|ep)(?! version)',
      '(?:non-?stop|continuous|dj) (?:music |songs )?(?:mix|set)',
      '24/7 (?:live|stream\\p{L}*|radio)',
      'recopilaci[oó]n',
      'сборник',
    ),
  },
  {
    reason: 'mix',
    says: 'that it counts songs: "top 10 NCS songs"',
    title: phrase(
      `top \\d{1,3}(?: (?:best|most|new|popular|of|the|free|royalty|background|epic|gaming)){0,3} (?:\\p{L}+ )?(?:${MUSIC})`,
    ),
  },
  {
    reason: 'mix',
    says: 'that it is the best of a kind or a mix of music: "Best of NCS 2018 Mix", "New Year Mix 2019"',
    title: phrase(
      `best(?: ${KIND})+ mix`,
      `best of(?: the)? (?:${MUSIC}|20\\d\\d)`,
      '(?:full|ultimate|best|music|gaming|study|chill|lo-?fi) playlist',
      `(?:${MUSIC}|gaming|study(?:ing)?|workout|sleep|new year'?s?) mix`,
      `(?<!(?:${VERSION}) )mix 20\\d\\d(?! ?[)\\]】])`,
    ),
    fromSeconds: 360,
  },
  {
    reason: 'karaoke',
    says: 'that it is for singing along: "Karaoke Version", "(Karaoke)", "Off Vocal"; a song may be called "Karaoke"',
    title: phrase(
      '(?:piano|instrumental|lyrics?|songs?) karaoke',
      'karaoke (?:version|track|off vocal|hd)',
      `(?<=[\\p{L}\\p{N}"'”’)] )karaoke ?[/|-]? ?(?:instrumental|lyrics?|with|without|piano|guitar|cover)`,
      '(?<=[[(|【] ?)karaoke(?= ?(?:[\\])】|]|$))',
      'karaoke(?= ?[\\])】])',
      'off[ -]vocal',
      'sing[ -]?along (?:version|video)',
      'カラオケ',
      '노래방',
      'караоке',
    ),
  },
  {
    reason: 'karaoke',
    says: 'karaoke, and so do its tags: "karaoke version", "off vocal"',
    title: phrase('karaoke'),
    tag: phrase('karaoke (?:version|track|instrumental|with lyrics)', 'off[ -]vocal', 'sing[ -]?along'),
  },
  {
    reason: 'tutorial',
    says: 'that it teaches an instrument or a program: "piano tutorial", "(Tutorial)"; not "music for tutorials"',
    title: phrase(
      `${NOT_FOR}(?:piano|guitar|ukulele|bass|drums?|violin|flute|kalimba|synthesia|easy|fl studio|ableton(?: live)?|logic(?: pro)?|garageband|production|mixing|mastering|beat(?: ?making)?|songs?|chords?|fingerstyle|vocal|singing|full|quick|step by step|remix) tutorial(?! (?:background|music|bgm|intro|videos?))`,
      '(?<=[[(|【] ?)tutorial(?= ?(?:[\\])】|]|$))',
      `${NOT_FOR}tutorial(?= ?(?:[:#]|\\d|part \\d|for beginners|with tabs))`,
    ),
  },
  {
    reason: 'tutorial',
    says: 'how something musical is done: "how to make a lo-fi beat"; a song may be called "How to Love"',
    title: phrase(
      `how to (?:make|produce|create|compose|mix|master|record|play|download|use|find|get) (?:[\\p{L}\\d'-]+ ){0,4}(?:${MUSIC}|beat|track|piano|guitar|ukulele|drums|vocals|chords?|fl studio|ableton|melody|melodies)`,
      '(?:piano|guitar|ukulele|bass|drum|violin|singing|vocal|production|mixing) lessons? (?:#?\\d+|for beginners|with tabs?)',
    ),
  },
  {
    reason: 'podcast',
    says: 'the number of a programme: "Podcast #12", "Episode 12 | X Podcast"; not "music for podcasts"',
    title: phrase(
      `${NOT_FOR}podcast[ :|–-]{0,3}(?:ep(?:isode)?\\.?|no\\.?|nr\\.?|folge|vol\\.?)? ?#?\\d{1,4}`,
      `(?:ep(?:isode)?\\.?|folge) ?#?\\d{1,4}(?!\\d).{0,60}(?<!\\p{L})${NOT_FOR}podcast(?! (?:music|background|intro))`,
      `${NOT_FOR}podcast (?:ep(?:isode)?|with|feat(?:uring)?)`,
    ),
  },
];

/**
 * What else than one song a video is by its title and, where they only confirm it, its tags; undefined where
 * nothing says so. The rules would rather miss one than take a song for what it is not.
 *
 * @param seconds how long the video lasts
 */
export function notASong({
  title,
  tags,
  seconds,
}: {
  readonly title: string;
  readonly tags: readonly string[];
  readonly seconds: number;
}): NotASong | undefined {
  // Letters dressed up as 𝗸𝗮𝗿𝗮𝗼𝗸𝗲 are letters.
  const text = title.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ');
  return RULES.find(
    (rule) =>
      rule.title.test(text) &&
      seconds >= (rule.fromSeconds ?? 0) &&
      (rule.tag === undefined || tags.some((tag) => rule.tag?.test(tag.toLowerCase()))),
  )?.reason;
}

/** Any of these as whole words of a text in lower case, whatever its script. */
function phrase(...alternatives: readonly string[]): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives.join('|')})(?![\\p{L}\\p{N}])`, 'u');
}
