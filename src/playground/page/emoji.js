/** What the reaction picker offers: the six moods first, then a few that are no votes. */
export const PICKER = [
  { emoji: '😄', name: 'Happy' },
  { emoji: '😍', name: 'In love' },
  { emoji: '😢', name: 'Sad' },
  { emoji: '😎', name: 'Confident & sassy' },
  { emoji: '😌', name: 'Chill' },
  { emoji: '😡', name: 'Angry' },
  { emoji: '👍', name: 'Thumbs up' },
  { emoji: '🔥', name: 'Fire' },
  { emoji: '🎉', name: 'Party' },
  { emoji: '👀', name: 'Eyes' },
];

/** @param {string} emoji */
export function emojiName(emoji) {
  return PICKER.find((one) => one.emoji === emoji)?.name ?? emoji;
}
