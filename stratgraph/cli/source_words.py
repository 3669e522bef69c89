"""What `stratgraph source` says, in both languages."""

from __future__ import annotations

from stratgraph.model.language import Text

GROUP = Text(
    en="Your own copy of the source document: attach, check, show, locate.",
    sv="Din egen kopia av källdokumentet: koppla, kontrollera, visa, hitta.",
)
COMMANDS = {
    "attach": Text(
        en="Attach your copy of the document, so that passages can be quoted. Only a checked reference is kept.",
        sv="Koppla din kopia av dokumentet, så att stycken kan citeras. Bara en kontrollerad hänvisning sparas.",
    ),
    "check": Text(
        en="Check that every passage is in a copy, and that every line of it is accounted for.",
        sv="Kontrollera att varje stycke finns i en kopia, och att varje rad i den är redovisad.",
    ),
    "show": Text(
        en="Show a passage: where it stands, its lines, and what the graph took from it.",
        sv="Visa ett stycke: var det står, dess rader och vad grafen har hämtat ur det.",
    ),
    "locate": Text(
        en="Find words in a text file and print a ready passage: offsets, lines, section, digest.",
        sv="Hitta ord i en textfil och skriv ut ett färdigt stycke: positioner, rader, avsnitt, kontrollsumma.",
    ),
}
ARGUMENTS = {
    "file": Text(en="Your copy of the document, a text file.", sv="Din kopia av dokumentet, en textfil."),
    "file_or_attached": Text(
        en="A copy of the document (default: the attached one).", sv="En kopia av dokumentet (annars den kopplade)."
    ),
    "file_of_words": Text(en="A text file.", sv="En textfil."),
    "passage": Text(
        en='Its IRI, CURIE, local name or citation, such as "appendix 3, goal 3, bullet 3".',
        sv='Dess IRI, CURIE, lokala namn eller hänvisning, till exempel "bilaga 3, mål 3, punkt 3".',
    ),
    "words": Text(en="Words of the text.", sv="Ord ur texten."),
}
OPTIONS = {
    "source": Text(en="The document, if the graph has several.", sv="Dokumentet, om grafen har flera."),
    "forget": Text(en="Drop the reference to the attached copy.", sv="Släpp hänvisningen till den kopplade kopian."),
    "strict": Text(
        en="Lines that are covered in part are findings too.", sv="Även rader som bara delvis täcks är fel."
    ),
    "format": Text(en="How to print the findings.", sv="Hur det funna skrivs ut."),
    "locate_format": Text(en="How to print the passage.", sv="Hur stycket skrivs ut."),
    "to": Text(en="The passage goes on to the end of these words.", sv="Stycket går till slutet av dessa ord."),
    "nth": Text(en="Which place, if the words stand in several.", sv="Vilket ställe, om orden finns på flera."),
    "unit": Text(en="Widen to this unit around the words.", sv="Utvidga till denna enhet runt orden."),
    "skip": Text(
        en="Leave out these lines (FIRST-LAST), as a footnote or a page mark; may be repeated.",
        sv="Hoppa över dessa rader (FÖRSTA-SISTA), som en fotnot eller sidmarkering; kan upprepas.",
    ),
    "name": Text(en="The passage's own IRI or CURIE.", sv="Styckets egen IRI eller CURIE."),
}
NEEDS_FILE = Text(
    en="which file? give your copy of the document, or --forget to drop the reference to one",
    sv="vilken fil? ange din kopia av dokumentet, eller --forget för att släppa hänvisningen till en",
)
ATTACHED = Text(
    en='{path} is attached as "{source}" (read as {encoding})',
    sv='{path} är kopplad som "{source}" (läst som {encoding})',
)
FORGOTTEN = Text(en='the reference for "{source}" is dropped', sv='hänvisningen för "{source}" är släppt')
NOT_ATTACHED = Text(en='nothing was attached for "{source}"', sv='ingenting var kopplat för "{source}"')
HOW = {
    "same": Text(
        en="the bytes are those of the source, and so are the offsets; {found} of {all} passages found",
        sv="innehållet är källans byte för byte, och så även positionerna; {found} av {all} stycken funna",
    ),
    "restored": Text(
        en="the same document stored in another way ({changes}), offsets mapped exactly; {found} of {all} passages "
        "found",
        sv="samma dokument lagrat på annat vis ({changes}), positionerna exakt omräknade; {found} av {all} "
        "stycken funna",
    ),
    "edition": Text(
        en="not the source's bytes; each passage looked for by its own digest; {found} of {all} passages found",
        sv="inte källans innehåll; varje stycke eftersökt med sin egen kontrollsumma; {found} av {all} stycken funna",
    ),
}
LOST_SOME = Text(
    en=", {lost} lost (`stratgraph source check FILE` lists them)",
    sv=", {lost} saknas (`stratgraph source check FIL` räknar upp dem)",
)
CHECKED = Text(
    en="{accounted} of {lines} lines that are not blank are accounted for; findings: {findings}",
    sv="{accounted} av {lines} rader som inte är tomma är redovisade; fel: {findings}",
)
SOURCE_LINES = Text(en="{lines} of the source", sv="{lines} i källan")
HOW_TO_ATTACH = Text(
    en='no copy of "{source}" is attached; `stratgraph source attach FILE` attaches yours, for its words to be shown',
    sv='ingen kopia av "{source}" är kopplad; `stratgraph source attach FIL` kopplar din, så att orden kan visas',
)
LOST_HERE = Text(
    en='the attached copy of "{source}" lacks this passage; it may be another edition',
    sv='den kopplade kopian av "{source}" saknar stycket; den kan vara en annan utgåva',
)
SAYS = Text(en="What the graph took from it:", sv="Vad grafen har hämtat ur det:")
NO_FACTS = Text(en="The graph took no fact from it.", sv="Grafen har inte hämtat något ur det.")
BAD_LINES = Text(
    en='--skip needs line numbers FIRST-LAST, such as 840-842, not "{value}"',
    sv='--skip behöver radnummer FÖRSTA-SISTA, till exempel 840-842, inte "{value}"',
)
