"""First names that are common in Germany, umlauts written out; only for recognising lists of people."""

from typing import Final

_LISTE: Final = """
aaron abdul adam adem adrian ahmad ahmed aida aileen aisha alba albert alessandro alexander
alexandra ali alia alice alina alma amal amelie amina amir amira anastasia andrea andreas andrej
anette angela angelika anita anja anke anna annalena anne annegret anneliese annett annette annika
anton antonia antonio ariane armin arne arno arthur artur astrid aurelia axel aylin ayse barbara
bastian beate beatrix ben benedikt benjamin bernd bernhard bettina bianca birgit bjoern boris
brigitte britta bruno burkhard carina carl carla carlo carolin caroline carsten celina charlotte
chiara christa christel christian christiane christina christine christoph christopher clara claudia
claus clemens constantin cora cornelia dagmar daniel daniela david denise dennis detlef dieter
dietmar dirk dominic dominik doris dorothea eberhard eckhard edeltraud edith elena eleni elias elif
elisa elisabeth elke ella ellen elsa elvira emil emilia emily emine emma emre enrico erhard eric
erich erik erika erna ernst erwin eva evelyn fabian fabienne fatima fatma felicitas felix ferdinand
finja finn florian frank franz franziska frauke freya frida frieda friederike friedrich fritz
gabriel gabriele georg gerald gerd gerda gerhard gerlinde gertrud gisela greta gudrun guenter
guenther gunther hanna hannah hannelore hannes hans harald hartmut hasan hassan heidemarie heidi
heike heiko heiner heinrich heinz helena helene helga helmut hendrik henning henri henry herbert
hermann hildegard holger horst hubert hussein ibrahim ida igor ilona ilse ina ines inge ingeborg
ingo ingrid irene irina iris irmgard isabel isabell isabella ismail ivan jakob jan jana janine
jannik jannis jasmin jason jens jessica joachim jochen johann johanna johannes jolina jonas jonathan
jonna josef josefine joseph joshua juergen jule julia julian juliane julius justin jutta kai karin
karina karl karla karsten katarina katharina kathrin katja katrin kemal kerstin kevin khaled kilian
kim kirsten klara klaus konrad konstantin kristin kristina kurt lara lars laura lea leah lena leni
lennard lennart leo leon leonard leonie levi levin lia liam lieselotte lilli lilly lina linda linus
lisa liselotte lothar louis louisa luca lucas lucia luis luisa luise lukas luna lutz lydia magda
magdalena maik maja malte mandy manfred manuel manuela marc marcel marco marcus margarete margit
margot margret maria marianne marie marina mario marion marius mark marko markus marlene marlies
marta martha martin martina marvin mateo matilda mats matteo matthias maurice max maximilian maya
mehmet melanie melina meryem mia micha michael michaela michel michelle mika mila milan milena mina
miriam mirko mohamad mohamed mohammad mohammed mona monika monique moritz muhammed murat mustafa
nadine nadja natalia natalie natascha nele nick nico nicola nicolas nicole niklas niko nils nina
noah noel nora norbert nour olaf oleg oleksandr olena olga oliver omar oscar oskar ottilie otto
patricia patrick paul paula pauline peter petra phil philip philipp phillip pia rainer ralf ralph
ramona raphael rebecca regina reiner reinhard reinhold renate rene ricarda richard rita robert robin
roland rolf roman romy ronald ronja ronny rosa rosemarie roswitha rudi rudolf ruediger ruth sabine
sabrina said salma samira samuel sandra sandro sara sarah sascha sebastian selina selma senta sergej
siegfried sigrid silke silvia simon simone sina soeren sofia sofie sonja sophia sophie stefan
stefanie steffen steffi stella stephan stephanie susanne suse sven svenja swetlana sylvia tamara
tanja tarek tatjana theo theodor theresa therese thilo thomas thorsten tim timo timon tina tobias
tom toni torben torsten udo ulf ulrich ulrike ursula ute uwe valentin valentina valeria vanessa vera
verena veronika victor victoria viktor viktoria vincent viola vivien volker volodymyr waltraud
werner wilfried wilhelm willi wilma wladimir wolfgang xenia yannick yara yasmin yusuf yvonne zahra
zeynep zoe
"""

VORNAMEN: Final = frozenset(_LISTE.split())
