import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import serveFiles from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const PAGE_DIRECTORY = fileURLToPath(new URL('../page/', import.meta.url));

/** The libraries that the page imports in the browser; index.html maps their names to these paths. */
const LIBRARIES = [
  '@skyra/discord-components-core',
  '@lit/context',
  '@lit/reactive-element',
  'lit',
  'lit-element',
  'lit-html',
];

/** Serves the page, and from node_modules the scripts of the libraries that it imports; nothing else. */
export async function pageFiles(app: FastifyInstance): Promise<void> {
  const policy = await contentSecurityPolicy();
  app.addHook('onSend', async (_request, reply) => {
    reply.headers({
      'content-security-policy': policy,
      // YouTube's player refuses to play without a referrer.
      'referrer-policy': 'strict-origin-when-cross-origin',
      'cross-origin-opener-policy': 'same-origin',
    });
  });
  await app.register(serveFiles, { root: PAGE_DIRECTORY, dotfiles: 'deny', decorateReply: false });
  for (const name of LIBRARIES) {
    await app.register(serveFiles, {
      root: libraryDirectory(name),
      prefix: `/vendor/${name}/`,
      allowedPath: (path) => path.endsWith('.js'),
      index: false,
      dotfiles: 'deny',
      decorateReply: false,
      maxAge: '1h',
    });
  }
}

/**
 * Root directory of an installed library. The libraries of the components need not be installed at the top, so they
 * are looked for from there.
 */
function libraryDirectory(name: string): string {
  const components = import.meta.resolve('@skyra/discord-components-core');
  const entry = createRequire(components).resolve(name);
  const marker = join('node_modules', ...name.split('/')) + sep;
  const end = entry.lastIndexOf(marker);
  return end === -1 ? dirname(entry) : entry.slice(0, end + marker.length);
}

/** Allows the page's own files, its one inline import map, and YouTube's pictures and player. */
async function contentSecurityPolicy(): Promise<string> {
  const html = await readFile(join(PAGE_DIRECTORY, 'index.html'), 'utf8');
  const importMap = /<script type="importmap">(?<text>.*?)<\/script>/s.exec(html)?.groups?.text ?? '';
  const hash = createHash('sha256').update(importMap).digest('base64');
  return [
    "default-src 'none'",
    `script-src 'self' 'sha256-${hash}'`,
    "style-src 'self'",
    // The components set colours by style attributes.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: https://i.ytimg.com",
    'frame-src https://www.youtube-nocookie.com',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
