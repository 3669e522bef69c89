"""The report's own words."""

from __future__ import annotations

from stratgraph.model.language import Text

TITLE = Text(en="Goals, networks and gaps", sv="Mål, nätverk och luckor")
GOAL_TITLE = Text(en="Goal {number}: {goal}", sv="Mål {number}: {goal}")
GOAL_TITLE_PLAIN = Text(en="Goal: {goal}", sv="Mål: {goal}")
CONTENTS = Text(en="Contents", sv="Innehåll")
LANGUAGE = Text(en="Language", sv="Språk")
NAMES_OF_LANGUAGES = {"en": "English", "sv": "Svenska"}

STRATEGY = Text(en="Strategy", sv="Strategi")
YEAR = Text(en="Year of the document", sv="Dokumentets år")
DATE = Text(en="Report of", sv="Rapport av den")
VERSION = Text(en="Version", sv="Version")
LAYERS = Text(en="Layers", sv="Lager")
MADE_WITH = Text(en="stratgraph {version}", sv="stratgraph {version}")

GLANCE = Text(en="At a glance", sv="I korthet")
ALL_NAMED = Text(
    en="Each of the {all} goals names a network that exists.",
    sv="Vart och ett av de {all} målen namnger ett nätverk som finns.",
)
ONE_GOAL_NAMED = Text(en="The goal names a network that exists.", sv="Målet namnger ett nätverk som finns.")
SOME_LACK = Text(en="{lack} of {all} goals lack a network: {names}.", sv="{lack} av {all} mål saknar nätverk: {names}.")
NO_GOALS = Text(
    en="The chosen layers say of no goal; there is nothing to compare networks with.",
    sv="De valda lagren talar inte om något mål; det finns inget att jämföra nätverk med.",
)
GOAL_NUMBERS = Text(en="goals {numbers}", sv="mål {numbers}")
GOAL_NUMBER = Text(en="goal {numbers}", sv="mål {numbers}")
AND = Text(en=" and ", sv=" och ")
FIRST_CANDIDATE = Text(
    en="The candidate with most reasons for each gap is named in the table; the reasons follow under each gap.",
    sv="Kandidaten med flest skäl för varje lucka står i tabellen; skälen följer under varje lucka.",
)
BEST = Text(en="First candidate", sv="Första kandidat")
SUPPORT_READING = Text(
    en="A filled ring: an existing network is named. A half ring: one is only proposed, or networks are called for in "
    "general. An open ring: the document names none, which is not to say that there is none.",
    sv="Fylld ring: ett befintligt nätverk namnges. Halv ring: ett är bara föreslaget, eller nätverk efterfrågas i "
    "allmänhet. Öppen ring: dokumentet nämner inget, vilket inte är detsamma som att det inte finns något.",
)

MAP = Text(en="The map", sv="Kartan")
MAP_READING = Text(
    en="Dashed orange places are where a goal lacks a network.",
    sv="Streckade orange rutor är där ett mål saknar nätverk.",
)
MAP_NEAR = Text(
    en="What the strategy ties to it, one step away.", sv="Det som strategin knyter till det, ett steg bort."
)
GAPS = Text(en="Gaps, with ways out", sv="Luckor, med vägar ut")
GAPS_READING = Text(
    en="Each gap with what the sources say instead, and with candidates that the graph knows. A candidate is a "
    "suggestion drawn from stated facts, never a fact of the document; its points add up from the reasons beneath it.",
    sv="Varje lucka med vad källorna säger i stället, och med kandidater som grafen känner. En kandidat är ett förslag "
    "som dras ur angivna uppgifter, aldrig en uppgift i dokumentet; poängen är summan av skälen under den.",
)
OF_ALL = Text(en="Of all of them", sv="Om dem alla")
CANDIDATES = Text(en="Candidates", sv="Kandidater")
POINTS = Text(en="{points} points", sv="{points} poäng")
ONE_POINT = Text(en="1 point", sv="1 poäng")
MORE_REASONS = Text(en="and {n} more reasons", sv="och {n} skäl till")
ONE_MORE_REASON = Text(en="and 1 more reason", sv="och 1 skäl till")
NO_GAP = Text(en="No gap here: {why}.", sv="Ingen lucka här: {why}.")
UNANSWERED = Text(en="Not answered: {why}.", sv="Inte besvarad: {why}.")

OVERLAPS = Text(en="Competitors by clusters", sv="Konkurrenter efter kluster")
COHESION = Text(en="What holds the alliance together", sv="Vad som håller ihop alliansen")
COHESION_READING = Text(
    en="Goals, networks and cities are linked where a network is named for a goal, or a city is in a network today. "
    "Without a thing or a link that is named here, what hangs together would fall apart. stratgraph metrics has more, "
    "and with --sparql the queries.",
    sv="Mål, nätverk och städer hör ihop där ett nätverk namnges för ett mål, eller där en stad i dag är med i ett "
    "nätverk. Utan den sak eller det samband som nämns här skulle det som hänger ihop falla isär. stratgraph metrics "
    "har mer, och med --sparql frågorna.",
)
COMPETITORS = Text(en="Competitors", sv="Konkurrenter")
COOPETITION = Text(en="Competitor and partner at once", sv="Konkurrent och partner på samma gång")
COMMITTEES = Text(en="The committees", sv="Nämnderna")
COMMITTEE_OWN = Text(en="What the committee says of itself", sv="Vad nämnden säger om sig själv")
RESPONSIBILITIES = Text(en="What it answers for", sv="Vad den ansvarar för")
ITS_GAPS = Text(en="Its gaps", sv="Dess luckor")
SUPPORT = Text(en="Network support", sv="Nätverksstöd")
FACTORS = Text(en="Important factors", sv="Viktiga faktorer")
ACTIONS = Text(en="Actions", sv="Åtgärder")
MILESTONES = Text(en="Milestones", sv="Målbilder")
WITHOUT_BODY = Text(en="Actions that no body answers for", sv="Åtgärder som inget organ svarar för")
NOTHING = Text(en="The sources say nothing of this.", sv="Källorna säger inget om detta.")

BASIS = Text(en="What it rests on", sv="Vad den vilar på")
BASIS_READING = Text(
    en="What is not marked is what the document says. What an analyst reads into it, what plans say, and facts from "
    "outside are marked so, here and in every table.",
    sv="Det omärkta är vad dokumentet säger. En analytikers tolkning, planers uppgifter och uppgifter utifrån är "
    "märkta, här och i varje tabell.",
)
LAYER = Text(en="Layer", sv="Lager")
PLACES = Text(en="Places cited here", sv="Ställen som anges här")
IN_ALL = Text(en="Places in the graph", sv="Ställen i grafen")
FACTS = Text(en="Facts in the graph", sv="Uppgifter i grafen")
EVIDENCE = Text(en="Evidence", sv="Belägg")
EVIDENCE_READING = Text(
    en="The numbers in brackets lead here: the place as people cite it, and its lines in the document.",
    sv="Numren inom hakparentes leder hit: stället så som man anger det, och dess rader i dokumentet.",
)
NOT_QUOTED = Text(
    en="The words of the document are not part of this file; attach your own copy and use --cite to quote them.",
    sv="Dokumentets ord ingår inte i den här filen; koppla din egen kopia och använd --cite för att citera dem.",
)
QUESTIONS = Text(en="The questions, to ask again", sv="Frågorna, att ställa igen")
QUESTIONS_READING = Text(
    en="Every number above is the answer to one of these.", sv="Varje tal ovan är svaret på en av dessa."
)
SPARQL = Text(en="SPARQL", sv="SPARQL")
AN_ANALYST = Text(en="An analyst's reading: {text}", sv="En analytikers läsning: {text}")
NO_SUCH_GOAL = Text(en='no goal "{name}"; there are {known}', sv='inget mål "{name}"; det finns {known}')
NO_GOAL_AT_ALL = Text(en='no goal "{name}": the graph has none', sv='inget mål "{name}": grafen har inga')
