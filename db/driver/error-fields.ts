import { StatementError } from '../errors/statement-error.ts';

/** PostgreSQL's fields of an error, as both drivers name them. */
const FIELDS = [
  'severity',
  'code',
  'detail',
  'hint',
  'position',
  'internalPosition',
  'internalQuery',
  'where',
  'schema',
  'table',
  'column',
  'dataType',
  'constraint',
  'file',
  'line',
  'routine',
] as const;

export type PostgresFields = Readonly<Partial<Record<(typeof FIELDS)[number], string>>>;

/** An error as it crosses from one thread to another, where an object keeps neither its class nor its own fields. */
export interface ErrorFields {
  readonly name: string;
  readonly message: string;
  /** Absent where the error is not PostgreSQL's. */
  readonly postgres?: PostgresFields;
}

export function fieldsOf(error: unknown): ErrorFields {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message } = error;
  const fields = error as unknown as Readonly<Record<string, unknown>>;
  if (typeof fields.severity !== 'string') return { name, message };
  const known = FIELDS.flatMap((field) => {
    const value = fields[field];
    return typeof value === 'string' ? [[field, value] as const] : [];
  });
  return { name, message, postgres: Object.fromEntries(known) };
}

/** The error on the other side. */
export function errorOf({ name, message, postgres }: ErrorFields): Error {
  if (postgres !== undefined) return new StatementError(message, postgres);
  const error = new Error(message);
  error.name = name;
  return error;
}
