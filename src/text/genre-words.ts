/**
 * Families of genres and the words that tell of them: what `trap` says about moods holds for `drill` too, though no
 * labelled song may have it. Written by hand, as the words of moods are.
 */
export const GENRE_WORDS: Readonly<Record<string, string>> = {
  hiphop: `
    808 bap bars beat beats boom cypher drill flow freestyle gangsta hip hiphop hop instrumental lofi phonk
    prod producer rap rapper trap type
  `,
  electronic: `
    8bit bass bassline chiptune club dj dnb drum dubstep edm electro electronic future glitch glitchhop
    hardstyle house moombahton ncs rave remix retrowave synth synthwave techno trance vaporwave
  `,
  rock: 'alternative band garage grunge guitar guitars hard hardcore indie metal punk riff rock',
  cinematic: `
    battle cinematic documentary dramatic epic fantasy film game heroic horror movie orchestra orchestral
    score soundtrack strings suspense trailer
  `,
  acoustic: 'acoustic banjo bluegrass country fiddle folk harmonica singer songwriter ukulele',
  jazz: 'blues bossa brass funk jazz lounge nova sax saxophone smooth soul swing trumpet',
  latin: 'bachata bolero cumbia dancehall dembow latin musica reggae reggaeton salsa samba tropical',
  pop: 'catchy dance disco hit kpop pop radio teen',
  ambient: `
    ambient atmospheric chillout downtempo drone healing meditation nature relaxing sleep spa yoga
  `,
  classical: `
    bach beethoven cello chopin classical concerto harp major minor mozart nocturne opus piano quartet
    sonata symphony violin waltz
  `,
  corporate: `
    advertisement advertising background business commercial corporate inspirational inspiring motivational
    presentation success technology upbeat uplifting
  `,
  kids: 'birthday cartoon children christmas comedy cute funny kids nursery playful quirky silly toy',
  vocal: 'acapella cover feat ft karaoke lyric lyrics singer singing song vocal vocalist vocals voice',
};
