const ESCAPED: ReadonlyMap<string, string> = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&#39;', "'"],
]);

/**
 * A text of the API as its author typed it. YouTube is known to escape these five characters and no others, in searches; the texts
 * of `videos.list` came plain in all reports. Whatever else looks like an entity (`&copy`, `&times`) is the author's own.
 */
export function unescaped(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ESCAPED.get(entity) ?? entity);
}
