// Emoji for systems that bring none. A browser fetches a part of this font only to show a character that nothing else has.
import '@fontsource-variable/noto-emoji/index.css'
