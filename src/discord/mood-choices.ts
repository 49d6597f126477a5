import { MOOD_INFO, MOODS, type Mood } from '../moods.ts';

/** The six moods as choices of an option. */
export function moodChoices(): { name: string; value: Mood }[] {
  return MOODS.map((id) => ({ name: `${MOOD_INFO[id].emoji} ${MOOD_INFO[id].label}`, value: id }));
}
