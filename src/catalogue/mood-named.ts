import { MOOD_INFO, MOODS, type Mood, moodOfEmoji } from '../moods.ts';

const BY_NAME = new Map(
  MOODS.flatMap((mood) => {
    const { label, short } = MOOD_INFO[mood];
    return [mood, label, short].map((name) => [nameKey(name), mood] as const);
  }),
);

/** The mood that somebody means by its id, its label, its short name or its emoji; undefined for anything else. */
export function moodNamed(text: string): Mood | undefined {
  const bare = text.trim();
  return moodOfEmoji(bare.replaceAll('\ufe0f', '')) ?? BY_NAME.get(nameKey(bare));
}

/** What is left of a name without case, spaces and signs: "Confident & sassy" is "confidentsassy". */
function nameKey(name: string): string {
  return name
    .toLowerCase()
    .replace(/\band\b/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, '');
}
