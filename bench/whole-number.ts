/**
 * The whole number of 1 or more that a flag was given.
 * @throws Error for anything else
 */
export function wholeNumber(flag: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Error(`${flag}: expected a whole number, got ${JSON.stringify(text)}`);
}
