import { YouTubeRequestError } from './errors/youtube-request-error.ts';
import { YouTubeUnavailableError } from './errors/youtube-unavailable-error.ts';

/** Whether YouTube did answer, though with nothing of use: that may be for what it was asked about alone. */
export function isUselessAnswer(error: unknown): error is YouTubeUnavailableError {
  return error instanceof YouTubeUnavailableError && (error.kind === 'server' || error.kind === 'body');
}

/** Whether a request may have failed for what it asked about, so that others may fare better. */
export function isOfItself(error: unknown): error is YouTubeUnavailableError | YouTubeRequestError {
  return isUselessAnswer(error) || error instanceof YouTubeRequestError;
}
