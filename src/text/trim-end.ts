/**
 * The text without what stands at its end and matches, character by character from the end: an expression such as `/[ ,]+$/`
 * begins again at every run of them, and takes the square of a text's length for some texts.
 *
 * @param isLoose tells of one UTF-16 code unit whether it goes
 */
export function trimEnd(text: string, isLoose: (character: string) => boolean): string {
  let end = text.length;
  while (end > 0 && isLoose(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
