/** Where a video plays; countries as ISO 3166-1 alpha-2 in upper case, in alphabetical order. */
export interface Regions {
  /** The only countries where it does; null where that is not restricted. */
  readonly allowed: readonly string[] | null;
  /** Countries where it does not. */
  readonly blocked: readonly string[];
}

/** More are told as a number. */
const MOST_NAMED = 5;

/** How many countries ISO 3166-1 knows. */
const COUNTRIES = 249;

const NAMES = new Intl.DisplayNames('en', { type: 'region' });

/** YouTube's restriction in our order and spelling, without what is no country code. */
export function regionsOf(
  restriction:
    | { readonly allowed?: readonly string[] | undefined; readonly blocked?: readonly string[] | undefined }
    | undefined,
): Regions {
  const { allowed, blocked = [] } = restriction ?? {};
  return { allowed: allowed === undefined ? null : codes(allowed), blocked: codes(blocked) };
}

/** Whether there is a country where the video plays. An empty list of allowed ones is YouTube's way to say nowhere. */
export function playsSomewhere({ allowed, blocked }: Regions): boolean {
  return allowed === null
    ? blocked.length < COUNTRIES
    : allowed.some((country) => !blocked.includes(country));
}

/** Where a video does not play as a sentence for people, or undefined where it plays everywhere. */
export function describeRegions({ allowed, blocked }: Regions): string | undefined {
  if (allowed !== null) {
    const countries = allowed.filter((country) => !blocked.includes(country));
    return countries.length === 0
      ? 'Not available in any country.'
      : `Only available in ${named(countries)}.`;
  }
  return blocked.length === 0 ? undefined : `Not available in ${named(blocked)}.`;
}

function codes(countries: readonly string[]): string[] {
  const known = countries.map((country) => country.toUpperCase()).filter((code) => /^[A-Z]{2}$/.test(code));
  return [...new Set(known)].sort();
}

function named(countries: readonly string[]): string {
  if (countries.length > MOST_NAMED) return `${countries.length} countries`;
  return countries
    .map((code) => NAMES.of(code) ?? code)
    .sort((a, b) => a.localeCompare(b, 'en'))
    .join(', ');
}
