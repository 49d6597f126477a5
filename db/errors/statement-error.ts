import type { PostgresFields } from '../driver/error-fields.ts';

/** The embedded PostgreSQL refused a statement. Has the fields that PostgreSQL gives, like an error of `pg`. */
export class StatementError extends Error implements PostgresFields {
  override readonly name = 'StatementError';
  declare readonly severity?: string;
  /** SQLSTATE */
  declare readonly code?: string;
  declare readonly detail?: string;
  declare readonly hint?: string;
  declare readonly position?: string;
  declare readonly internalPosition?: string;
  declare readonly internalQuery?: string;
  declare readonly where?: string;
  declare readonly schema?: string;
  declare readonly table?: string;
  declare readonly column?: string;
  declare readonly dataType?: string;
  declare readonly constraint?: string;
  declare readonly file?: string;
  declare readonly line?: string;
  declare readonly routine?: string;

  constructor(message: string, fields: PostgresFields) {
    super(message);
    Object.assign(this, fields);
  }
}
