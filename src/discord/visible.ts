import { isVisible } from '../text/visible.ts';
import { cut, LONGEST_TITLE, plain } from './text.ts';

/** Third-party text as a title in a message, and that there is none where it would leave a gap; see {@link plain}. */
export function titleText(title: string, longest = LONGEST_TITLE): string {
  return isVisible(cut(title, longest)) ? plain(title, longest) : UNTITLED;
}

/** A title as part of a choice, which knows no markdown. */
export function titleLabel(title: string, longest: number): string {
  const label = cut(title, longest);
  return isVisible(label) ? label : UNTITLED;
}

const UNTITLED = '(untitled)';
