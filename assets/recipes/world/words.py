"""Ordinary English words by part of speech, for sentences that are about nothing in particular."""

from assets.recipes.world.grammar import words

VERBS = words("""ask answer begin believe bring build buy call carry catch change choose clean climb close come
cook copy cost count
cover cross cry cut dance decide do draw dream drink drive drop eat end enjoy enter explain fall feed feel fight
fill find
finish fix fly follow forget forgive get give go grow guess happen have hear help hide hit hold hope hurry join
jump keep
kick kill know laugh lead learn leave lend let lie lift like listen live look lose love make mark mean meet miss
move need
nod offer open order own paint pass pay pick plan plant play pray prefer press promise prove pull push put rain
reach read
remember repair repeat reply rest return ride ring rise run save say see seem sell send serve set shake share
shine shoot
show shut sing sit sleep smell smile speak spell spend stand start stay steal stop study swim take talk taste
teach tell
thank think throw touch train travel try turn understand use visit wait wake walk want warn wash watch wear win
wish work
worry write belong spoke asked joined visited built learned swam runs owns sends sent made lost found went grew
opened told
gave brought bought taught thought knew drew flew wrote drove spent sold kept met paid said saw sang sat slept
took came
became began arrived waited worked lived walked closed moved stopped looked played turned called wanted needed""")

NOUNS = words("""air animal apple arm army art aunt baby back bag ball bank basket bath bed bell bird birthday
boat body bone book
bottle box boy branch bread breakfast bridge brother bus butter button cake camera camp candle car card cat chair
cheese
child church circle class clock cloud coat coffee coin corner country cousin cow cup curtain daughter day desk
dinner dish
dog door dream dress ear earth egg engine evening eye face fact family farm father field film finger fire fish
floor flower
food foot forest fork friend fruit game garden gate gift girl glass gold grass ground group guest hair half hall
hand hat
head heart hill holiday home horse hospital hour house husband ice idea island job juice key kitchen knee knife
lake lamp
language leaf leg lesson letter library life light line lip list lunch machine man map market meal meat meeting
milk minute
money month moon morning mother mountain mouth movie music name neck needle news night noise nose number office
oil orange
page paint pair paper parent park part party pen pencil people pepper person phone picture piece place plane plant
plate
pocket police pool potato present price prize problem question queen radio rain restaurant rice ring river road
roof room
rope rule salt sand school sea seat secret shape sheep ship shirt shoe shop side sister skin sky smile snow soap
sock song
soup space spoon spring square stair star station stone store story street student sugar summer sun table tail
teacher team
thing ticket time tooth top town toy train tree trip trouble uncle valley village voice wall water way weather
week wheel
wife wind window winter woman wood word world writer year lawyer painter farmer baker captain""")

ADJECTIVES = words("""able afraid angry bad big black blue brave bright broken brown busy careful cheap clean
clear clever cold common
cool correct dark deep different difficult dirty dry early easy empty equal false famous far fast fat fine flat
free fresh
full funny good great green half happy hard healthy heavy high hot huge hungry ill important kind large last late
lazy left
light little local long loud low lucky main mad modern narrow near new nice noisy old open pink plain poor
possible pretty
proud quick quiet rare ready real red rich right round sad safe same serious sharp short shy sick silent simple
single slow
small smooth soft sorry special strange strong sweet tall thick thin tired true ugly usual warm weak wet white
whole wide
wild wise wrong yellow young closed""")

FUNCTION_WORDS = words("""a about above across after again against all almost alone along already also always
among an and another any
around as at away because before behind below beside between both but by down during each early either else enough
even
ever every everyone few first for from here how if in inside instead into just last later less many maybe me more
most much
my near never next no nobody not nothing now of off often on once only or other our out outside over perhaps quite
rather
really same second several since so some somebody sometimes soon still such than that the their them then there
these they
this those though three through till to today together tomorrow too towards twice two under until up very was we
well were
what when where which while who why will with without would yesterday yet you your he she it his her its is are
has had do
did does can could may might must shall should""")

ORDINARY = list(dict.fromkeys(VERBS + NOUNS + ADJECTIVES + FUNCTION_WORDS))
