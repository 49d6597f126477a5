import { findMember } from '../state/world.ts';

/** A member's picture: a ring in their colour around their initial. `undefined` for an unknown id. */
export function avatarSvg(memberId: string): string | undefined {
  const member = findMember(memberId);
  if (member === undefined) return undefined;
  const colour = `#${member.colour.toString(16).padStart(6, '0')}`;
  return member.bot ? BOT_PICTURE : initialPicture(member.name.slice(0, 1), colour);
}

function initialPicture(initial: string, colour: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80"><rect width="80" height="80" fill="${colour}"/>
<circle cx="62" cy="16" r="34" fill="#fff" opacity=".16"/><text x="40" y="54" text-anchor="middle"
font-family="Helvetica, Arial, sans-serif" font-size="40" font-weight="700" fill="#1e1f22">${initial}</text></svg>`;
}

/** The six mood colours as a ring, like the ring of the name. */
const RING = ['#f0e442', '#cc79a7', '#0072b2', '#e69f00', '#009e73', '#d55e00'];
const ARC = (2 * Math.PI * 22) / RING.length;
const BOT_PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80"><rect width="80" height="80" fill="#2b2d5b"/>
${RING.map(
  (colour, at) =>
    `<circle cx="40" cy="40" r="22" fill="none" stroke="${colour}" stroke-width="9"
stroke-dasharray="${ARC.toFixed(2)} 999" transform="rotate(${at * 60 - 90} 40 40)"/>`,
).join('')}</svg>`;
