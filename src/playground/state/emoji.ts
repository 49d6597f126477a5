/** Pictures such as ☺ that Discord takes without the variation selector that makes them an emoji. */
const BARE = /^\p{Extended_Pictographic}$/u;
const SEQUENCE = /^\p{RGI_Emoji}$/v;

/**
 * Whether `text` is one Unicode emoji that can be a reaction.
 * Custom emoji (`name:id`) are unknown to the playground: its guild has none.
 */
export function isUnicodeEmoji(text: string): boolean {
  return SEQUENCE.test(text) || BARE.test(text) || SEQUENCE.test(`${text}\uFE0F`);
}
