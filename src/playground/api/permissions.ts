import { PermissionFlagsBits } from 'discord.js';

/** Every permission that Discord knows, as one bit field. */
export const ALL_PERMISSIONS = Object.values(PermissionFlagsBits).reduce((all, one) => all | one, 0n);
