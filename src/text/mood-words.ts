import type { Mood } from '../moods.ts';

/**
 * Words, emoticons and emoji that speak of a mood, in English and a few other languages. Written by hand from general
 * knowledge, not taken from any labelled songs, so that a model has something to go by before members have voted much.
 * A word may speak of several moods; which of them it is, and how much, the model learns.
 */
export const MOOD_WORDS: Readonly<Record<Mood, string>> = {
  happy: `
    accordion adventure alegre alegria amazing awesome banjo beach bells birthday bliss bluegrass bouncy
    bright bubblegum calypso candy carefree caribbean carnival cartoon celebrate celebration cheer cheerful
    cheery children christmas circus clap claps colorful colourful comedy comic contento cute dance dancing
    delight delightful disco divertido edm energetic energy euphoria euphoric excitement exciting fantastic
    felicidad felicidade feliz festival festive fiesta friends fröhlich fun funny glad glücklich good goofy
    great happier happiness happy hawaii heureux holiday holidays hope hopeful house humorous inspiration
    inspirational inspiring island joie jolly joy joyful joyous kid kids laugh laughing lively lustig major
    march marimba merry morning optimism optimistic party picnic playful polka pop positive positivity puppy
    quirky ragtime rainbow samba silly ska smile smiling sol spring success summer sun sunny sunshine swing
    tambourine toy travel triumph tropical ukulele upbeat uplift uplifting vacation verano vibrant victory
    whimsical whistle whistling win wonderful xylophone yay
    😀 😃 😄 😁 😊 🙂 😆 😂 🎉 🌞 ☀ 🥳 :) :D 🌈 🎈 😸 🌻 🎂 ^_^
  `,
  'in-love': `
    adore affection amor amore amour angel babe baby bachata beautiful beauty beso besos bolero boy
    boyfriend bride candlelight caress cariño cherish corazon corazón coração couple crush cuddle dance
    darling date dating dear desire devotion embrace enamorado flirt forever girl girlfriend heart hearts
    hold honey hug husband intimacy intimate kiss kisses kissing kizomba liebe longing love loved lovely
    lover lovers loves loving marriage marry namorada passion passionate quiero rnb romance romantic
    romantica romántica romántico rose roses seduce seductive sensual sensuality serenade silk slow soul
    soulmate sweet sweetheart tender tenderness together touch treasure valentine valentines velvet vida
    wedding wife you zouk
    ❤ 💕 💖 💗 💘 💙 😍 😘 🥰 🌹 <3 ♥ 💞 💓 ❣ 💌 💏 💍 💋
  `,
  sad: `
    ache aching adiós agony alone apart ashes autumn ballad bittersweet bleak bleed blue breakup broken
    cello cold cries cry crying death depressed depressing depression despair die died dolor dying elegy emo
    emotion emotional empty fade fading farewell forgive forgotten funeral ghost gloom gloomy gone goodbye
    grave gray grey grief heartache heartbreak heartbroken hollow homesick hopeless hurt hurts insomnia
    isolated lagrimas lament leave leaving left llorar loneliness lonely lose loss lost lágrimas melancholia
    melancholic melancholy memories memory minor miserable misery miss missing mourn mournful mourning
    muerte nostalgia nostalgic november numb pain painful rain raining rainy regret requiem sad sadcore
    sadder sadness saudade scar scars separation soledad solitude somber sombre sorrow sorrowful sorry
    suffer suffering suicide T_T tear tears tired tragedy tragic traurig triste tristesse tristeza unhappy
    violin weep weeping winter wistful wounded yearning
    😢 😭 😔 💔 😞 ☹ :( 🥀 🥺 😩 💧 🌧
  `,
  'confident-sassy': `
    808 ambition attitude bad badass baile banger bap bass beat beats bling block bold boom booty boss
    bounce brass cash catwalk chain champion club confidence confident cool corporate crunk cyber dancehall
    dembow designer diamond disco diva dollar dope drip drive driving fabulous fame fashion fearless fierce
    fitness flawless flex fly freestyle fresh funk funky gang gangsta gangster glam gold golden groove
    groovy gym hip hiphop hop horns hot hustle hustler hype ice invincible jump king lit luxury million
    model money moombahton motivation motivational phonk player power powerful pride proud queen race rap
    rapper reggaeton rich rock runway sass sassy sauce savage sax saxophone sexy shake skate slay slick
    smooth sport sports sporty star street strut style stylish success superstar swag swagger technology
    trap twerk typebeat unstoppable urban vip walk winner winning workout
    😎 💪 🔥 👑 💰 💸 🕶 💅 💄 🏆 💎
  `,
  chill: `
    acoustic aesthetic airy ambience ambient anime atmosphere atmospheric background balance balearic birds
    bossa breathing breeze cafe calm calma calming cassette chakra chill chilled chillhop chilling chillout
    chillwave cloud clouds cocktail coffee concentration cosy cozy dawn documentary dormir downtempo dream
    dreaming dreams dreamy drift drone dub dusk easy easygoing entspannung ethereal evening float floating
    flow flute focus forest garden gentle guitar handpan harmony harp hazy healing jazz jazzy kalimba lake
    lazy lo lofi lounge lullaby mantra meditate meditation meditative mellow midnight mindfulness minimal
    minimalism mist moon moonlight nap nature night nova ocean pad paz peace peaceful piano quiet rainforest
    read reading relajante relax relaxation relaxed relaxing rest reverb rhodes river ruhe sea serene
    serenity sky sleep sleeping sleepy slow slowed soft softly soothing soundscape spa space stars study
    studying sunset tranquil tranquila twilight vibe vibes vinyl warm water wave waves work yoga zen
    😌 🌙 🌊 🍃 ☁ ☕ 🌴 🧘 🌅 🌌 🌿 😴 💤
  `,
  angry: `
    action aggression aggressive anarchy anger angry apocalypse armageddon army assassin attack battle beast
    bitter blade blood bomb break brutal brutality bullet burn chaos colère crash creepy crime cruel crush
    curse danger dangerous dark darkness death deathcore demon destroy destruction devil distorted
    distortion doom dragon dramatic drill drums dubstep enemy epic evil explosion extreme fear fight fighter
    fighting fist frustrated frustration furia furious fury growl guerra gun guns hard hardcore hardstyle
    harsh hass hate hatred haunted heavy hell horror hostile industrial inferno insane insanity intense
    intensity ira kill killer killing knife mad madness massacre menacing metal metalcore military monster
    murder neurofunk nightmare noise noisy odio ominous outrage panic poison psycho punch punk rabia rage
    raging rebel rebellion revenge revolution riot samurai satan savage scary scream screaming screamo shout
    sinister slaughter smash soldier spite spooky storm suspense sword tension terror thrash thunder trailer
    vampire vengeance venom viking villain violence violent virus war warrior weapon wicked wolf wrath wut
    yell zombie
    😡 😠 🤬 👿 💀 👹 🤘 💢 🔪 ☠ ⚔ 💣
  `,
};
