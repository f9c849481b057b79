package verify

import (
	"github.com/digitaskforce/taskforce/danish"
)

// lightWords are words of general Danish that say little by themselves: verbs
// of being, having, moving and speaking, words of manner, degree, order and
// place, and nouns that only carry others ("form", "måde", "tale om"). Another
// wording brings them in and leaves them out freely. Compared by stem.
var lightWords = danish.Stems(`stå står stod ligge ligger lå komme kommer kom gå går gik gået give giver gav gøre gør gjort få får tage tager tog taget
	sætte sætter sat lægge holde holder sige siger sagt hedde hedder kaldes kalde betyde betyder indebære indebærer udgøre udgør bestå består
	handle handler dreje drejer gælde gælder følge følger fremgå fremgår findes finde finder foregå foregår ske sker foreligge foreligger
	vise viser se ses blive bruge bruges anvendes anvende kræve kræver skulle behøve behøver begynde begynder slutte fortsætte føre fører
	stamme stammer hvile hviler bygge bygger tælle tæller rumme rummer omfatte omfatter indeholde indeholder indgå indgår tilhøre
	lyde lyder nævne nævner omtale beskrive beskriver angive angiver oplyse oplyser forklare fortælle fremhæve understrege pege peger
	vente ventes forvente forventes regne regnes anse anses vurdere ønske kunne lade lader prøve forsøge hjælpe hjælp bidrage
	medføre medfører skyldes udføre udføres ske opnå nå rykke flytte arbejde sørge sikre danne skabe rette rettes knytte knyttet
	måde måder vis form slags type art del dele andel antal række mængde mængder tale tal tilfælde forhold grad omfang side sider sted
	gang gange tid tiden periode perioden dag år tidspunkt forbindelse hensyn hensigt formål mål grund årsag baggrund grundlag punkt område
	områder emne tema ting sag sager stand rolle opgave virke middel vej eksempel brug behov spørgsmål svar indhold navn titel overskrift
	resultat følge virkning betydning mulighed udgangspunkt hovedregel regel princip krav helhed ramme folk person mennesker nogen part parter
	allerede også både samme sammen således ifølge forvejen ellers nemlig især navnlig særlig særligt blandt heriblandt derudover desuden
	dertil endvidere ligeledes endelig først senere siden sidst straks nu fremover fremtiden fremtidig hidtil længere længe hurtigt hurtig
	langsomt snart ofte sjælden normalt typisk generelt almindelig almindeligvis overordnet konkret konkrete direkte indirekte fuldt helt
	delvis næsten sektor omtrent cirka ca knap godt præcis netop lige mere mest mindre mindst flere flest færre mange få lidt meget høj højt lav
	stor store større størst lille små god godt bedre bedst rigtig forkert ny nye nyt gammel tidlig tidligere sen enkelt enkelte enkel
	særskilt bestemt bestemte vis visse anden andre øvrige egen eget egne selv hel hele begge hver samlet alt vigtig vigtige vigtigste
	væsentlig væsentlige betydelig betydelige afgørende central nødvendig nødvendigt mulig muligt let svær svært klar klart tydelig
	aktuel aktuelle relevant pågældende nævnte berørte gældende kommende nuværende forskellig forskellige tilsvarende lignende
	bag over under mellem inden omkring ved hos gennem ud ind op ned frem tilbage sted fat brug
	må måtte bør burde turde ville tur
	uanset altså igennem hvad enten henholdsvis dels egentlig egentligt faktisk reelt overalt virkelig eksempelvis undervejs undtagelsesvis efterhånden løbende foreløbig samtidig adskillige primært hovedsagelig ligesom stedet omvendt
	derimod imidlertid desto navnlig udelukkende gerne bort blot bare dog altså vel hellere fortsat stadig videre væk ude inde hjem helst ganske temmelig overhovedet
	vide ved vides tro mene synes kende kendes jf jævnfør hvoraf hvormed forudsat herved`)

// anaphors are general nouns that in the definite form point back to what the
// text speaks of.
var anaphors = danish.WordSet(`teknologien systemet systemerne loesningen loesningerne vaerktoejet vaerktoejerne ordningen ordningerne reglerne reglen loven
	forordningen bestemmelsen bestemmelserne dokumentet teksten materialet kilden strategien planen arbejdet projektet projekterne opgaven
	opgaverne indsatsen initiativet initiativerne tiltaget tiltagene forslaget aftalen sagen sagerne afgoerelsen udtalelsen vurderingen
	processen omraadet omraaderne sektoren organisationen myndigheden myndighederne virksomheden institutionen enheden medarbejderen
	borgeren personen brugeren parterne gruppen udvalget medlemmerne deltagerne listen tabellen figuren oversigten afsnittet princippet
	principperne maalet maalene kravet kravene pligten pligterne retten datoen fristen tallet tallene beloebet spoergsmaalet problemet
	problemerne vanskelighederne udfordringen udfordringerne fordelen fordelene gevinsten gevinsterne formaalet resultatet svaret behandlingen`)

// light tells whether a word says little by itself.
func light(w danish.Word) bool {
	return lightWords[w.Stem] || anaphors[w.Text]
}
