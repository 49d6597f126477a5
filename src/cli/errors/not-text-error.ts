/** How a file is to be saved whose text cannot be read. */
const CURE =
  'save it as UTF-8: in Excel as "CSV UTF-8", in LibreOffice with the character set "Unicode (UTF-8)", ' +
  'or with: iconv -f WINDOWS-1252 -t UTF-8';

/** A file is no text in an encoding that is read. */
export class NotTextError extends Error {
  override readonly name = 'NotTextError';

  constructor(what: string, options?: ErrorOptions) {
    super(`it is ${what}; ${CURE}`, options);
  }
}
