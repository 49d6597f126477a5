/** Letters, digits, punctuation and signs, but for the few of them that show nothing. */
const VISIBLE = /(?![\u115f\u1160\u2800\u3164\uffa0])[\p{L}\p{N}\p{P}\p{S}]/u;

/** Whether a reader sees anything of a text: spaces, direction signs and what has no width are nothing to see. */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}
