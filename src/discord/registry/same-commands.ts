type Part = Readonly<Record<string, unknown>>;

/** What Discord adds to a definition by itself. */
const ADDED = new Set([
  'id',
  'application_id',
  'guild_id',
  'version',
  'dm_permission',
  'handler',
  'name_localized',
  'description_localized',
]);

/** Fields that mean something for commands of all servers only. */
const GLOBAL_ONLY = new Set(['contexts', 'integration_types']);

/**
 * Whether Discord has these commands and no others, in whatever order. What Discord adds to a definition, and what is
 * left at its default on one side, makes no difference.
 *
 * @param scope a server's id; empty for the commands of all servers
 */
export function sameCommands(wanted: readonly object[], has: readonly object[], scope: string): boolean {
  if (wanted.length !== has.length) return false;
  const form = (one: object) => {
    const { type = 1, ...rest } = one as Part;
    return JSON.stringify(normal({ type, ...rest }, scope === '' ? ADDED : ADDED.union(GLOBAL_ONLY)));
  };
  const forms = new Set(has.map(form));
  return wanted.every((one) => forms.has(form(one)));
}

/** Fields in a fixed order, without those that say nothing; the order of options and choices is what members see. */
function normal(value: unknown, without: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => normal(item, without));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value)
    .filter(([field, inner]) => !without.has(field) && !saysNothing(field, inner))
    .map(
      ([field, inner]) => [field, GLOBAL_ONLY.has(field) ? sorted(inner) : normal(inner, without)] as const,
    );
  return Object.fromEntries(fields.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function saysNothing(field: string, value: unknown): boolean {
  if (value === null || value === undefined || value === false) return true;
  if (typeof value === 'object') return Object.keys(value).length === 0;
  return field === 'description' && value === '';
}

function sorted(value: unknown): unknown {
  return Array.isArray(value) ? value.toSorted() : value;
}
