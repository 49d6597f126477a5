import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';

/** What is checked of a request; the playground's `ObservedRequest` has this form. */
export interface CheckedRequest {
  readonly method: string;
  /** Without `/api/v10`. */
  readonly path: string;
  readonly body?: unknown;
}

export interface OpenApiValidator {
  /** Whether there is a description to check against; without one `check` finds nothing. */
  readonly available: boolean;
  /** What is wrong with a request, empty if it is as described. */
  check(request: CheckedRequest): string[];
}

interface Operation {
  readonly requestBody?: { readonly required?: boolean; readonly content: Record<string, object> };
}

interface Description {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: {
    readonly schemas: Record<string, { properties?: Record<string, { type?: unknown }> }>;
  };
}

const DEFAULT_PATH = fileURLToPath(
  new URL('../../../shared/contracts/discord-openapi.json', import.meta.url),
);
let told = false;

/**
 * Checks bodies of requests against Discord's own OpenAPI description, where it can be found: at the path in
 * `DISCORD_OPENAPI`, or beside the project. It can be had from the repository discord/discord-api-spec.
 */
export async function createOpenApiValidator(): Promise<OpenApiValidator> {
  const path = process.env.DISCORD_OPENAPI ?? DEFAULT_PATH;
  const description = await readDescription(path);
  if (description === undefined) {
    if (!told)
      process.stderr.write(`No OpenAPI description at ${path}: bodies of requests are not checked.\n`);
    told = true;
    return { available: false, check: () => [] };
  }
  acceptDocumentedForms(description);
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema(description, 'discord');
  const routes = Object.keys(description.paths).map((template) => ({
    template,
    pattern: patternOf(template),
  }));
  // Where `@me` and `{user_id}` both fit, the one with fewer placeholders is meant.
  routes.sort((a, b) => placeholders(a.template) - placeholders(b.template));

  return {
    available: true,
    check({ method, path: requested, body }) {
      const verb = method.toLowerCase();
      const route = routes.find(
        ({ template, pattern }) => pattern.test(requested) && description.paths[template]?.[verb],
      );
      if (route === undefined) return [`Discord has no ${method} ${requested}`];
      const required = description.paths[route.template]?.[verb]?.requestBody;
      if (required === undefined)
        return body === undefined ? [] : [`${method} ${route.template} takes no body`];
      if (body === undefined) return required.required ? [`${method} ${route.template} needs a body`] : [];
      const pointer = ['paths', route.template, verb, 'requestBody', 'content', 'application/json', 'schema'];
      const key = `discord#/${pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
      const validate = ajv.getSchema(key);
      if (validate === undefined) return [`${method} ${route.template} takes no JSON`];
      if (validate(body)) return [];
      return (validate.errors ?? []).map(
        ({ instancePath, message }) => `${method} ${route.template} ${instancePath}: ${message}`,
      );
    },
  };
}

async function readDescription(path: string): Promise<Description | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Discord's prose says that permissions are sent as strings, and libraries do so; the description only knows numbers.
 */
function acceptDocumentedForms({ components }: Description): void {
  for (const schema of Object.values(components.schemas)) {
    const permissions = schema.properties?.default_member_permissions;
    if (permissions) permissions.type = ['integer', 'string', 'null'];
  }
}

function patternOf(template: string): RegExp {
  const source = template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+');
  return new RegExp(`^${source}$`);
}

function placeholders(template: string): number {
  return template.split('{').length - 1;
}
