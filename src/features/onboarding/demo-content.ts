/**
 * Fogline Cycles, a bicycle workshop and shop on 9th Avenue in San Francisco, and the people who write to it. Nobody
 * here exists: the numbers are from the ranges that are kept for fiction, or never given out.
 */
export const BUSINESS = 'Fogline Cycles'

/** `name | company | country | number`; without a number one is made up, without a name the number is shown. */
export const CUSTOMERS = `
Dora Mills | Mills & Co | us | +14155550177
Marcus Webb
Priya Raman
Tom Okafor | Okafor Plumbing
Elena Castellanos
Grace Nakamura
Dmitri Volkov
Hannah Lindqvist
Jamal Whitfield
Rosalind Chu | Sunset Community Garden
Peter Abernathy
Naomi Feldman
Luis Arroyo
Bea Kowalski | Kowalski Bakery
Theo Papadakis
Ingrid Solheim
Wei-Lin Zhao
Carmen Ibarra | Casa Ibarra Catering
Oliver Prentice
Fatima Haddad
Josie Trent
Arjun Mehta
Clara Bergstrom
Desmond Achebe | Achebe Architects
Kiyoko Tanaka
Ruth Applebaum
Sean Gallagher | Gallagher's Pub
Maya Delacroix
Victor Munro
Leila Farrokh
Hugh Pemberton
Annika Vos
Terrence Boyd | Bay Courier Collective
Sofia Marchetti
Gil Rosen
Abigail Thorne
Kwame Mensah
Yuki Hoshino
Frances Dunleavy
Rafael Quintana
Nell Sorensen
Amir Siddiqui
Dot Fairweather
Cyrus Bell | Bell & Daughters Hardware
Marguerite Olsen
Zeke Harmon
Tara Whitcomb
Ivan Petrov
Joon-ho Park
Winnie Caldwell | Little Oaks Preschool
Otis Granger
Paloma Reyes
Stella Novak
Ned Crossley
Imogen Hale
Bashir Noor
Lottie Kaplan
Ravi Chandran | Chandran Dental
Philippa Stone
Eddie Vasquez
Mina Sato
Harold Finch
Gwen Ashby
Tobias Kruger
Adaeze Obi
Simon Latham
Juniper Wells
Boris Antonov
Celeste Monroe | Monroe Realty
Farid Rahimi
Kit Donovan
Lorna MacPhee
Sanjay Kapoor
Beatrix Lund
Emmett Sloan
Vera Ostrowski
Dale Hutchins | Outer Richmond Co-op
Pearl Jennings
Nico Santoro
Alma Whitaker
Reggie Tate
Shirin Azadi
Walt Kemper
Odette Laurent
Conor Byrne
June Takeda | Takeda Ceramics
Mabel Frost
Hector Salinas
Isla Drummond
Roland Pike
Tess Marlowe
Zainab Yusuf
Felix Brandt
Cora Hennessy
Milo Jankovic
Ginny Albright
Omar Benali
Lucille Barnes
Piotr Zielinski
Daphne Cole
Abel Guerrero | Guerrero Landscaping
Noor Jahan
Sylvie Hart
Chester Lowe
Anya Morozova
Barney Quill
Edith Samson
Gus Thornbury | | us | +16285550197
Viola Prescott | | us | +15105550199
Rex Holloway | | us | +16505550196
Minnie Carver | | us | +14085550198
Bruno Falk | | us | +17075550195
Lucía Ferrer | | es
Álvaro Nieto | | es
Carmen Robles | Librería Robles | es
Javier Montes | | es
Nuria Pascual | | es
Diego Salvatierra
Marisol Paredes
Camille Aubert | | fr
Étienne Rousseau | | fr
Manon Lefèvre | Atelier Lefèvre | fr
Julien Marchand | | fr
Oliver Hartley | | uk
Emily Ashworth | | uk
Gareth Pugh | | uk
Niamh Doherty | | uk
Rupert Langley | Langley Tours | uk
`

/** Customers who never said their name. */
export const NAMELESS = 24

/** What a dialogue's `{…}` may stand for, beside `{first}` (the customer's name) and `{us}` (who answers). */
export const CHOICES: Record<string, string[]> = {
  bike: [
    'Juniper 3',
    'Pelican Cargo',
    'Osprey gravel bike',
    'old roadster',
    'blue mixte',
    'folding bike',
    'tandem',
    'single speed',
    'Heron e-bike',
    'steel tourer',
    'city bike',
    'mountain bike',
    'red ten-speed',
    'commuter',
  ],
  work: [
    'new chain and cassette',
    'tune-up',
    'brake bleed',
    'wheel true',
    'new bottom bracket',
    'headset service',
    'fresh bar tape and cables',
    'two new tires',
    'hub overhaul',
    'derailleur hanger and alignment',
  ],
  part: [
    'rear rack',
    'dynamo light',
    'child seat',
    'leather saddle',
    'front basket',
    'replacement battery',
    'belt drive cog',
    'trailer hitch',
    'phone mount',
  ],
  model: [
    'Juniper 3',
    'Pelican Cargo',
    'Osprey 2',
    'Heron E-City',
    'Kestrel Mini',
    'Juniper Step-Through',
    'Plover 20"',
  ],
  color: ['fog grey', 'poppy red', 'cypress green', 'midnight blue', 'sand'],
  size: ['small', 'medium', 'large', '54', '56', '52'],
  price: ['$45', '$62', '$78', '$86', '$95', '$110', '$124', '$138', '$165', '$190'],
  day: ['Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
  time: ['9:30', '10', '11', '12:30', '2', '3:30', '4', '5'],
  ticket: ['2107', '2133', '2148', '2162', '2170', '2185', '2191', '2204', '2219', '2236'],
  street: ['Irving', 'Judah', 'Noriega', 'Clement', 'Balboa', 'Fulton', 'Lincoln'],
}

/**
 * A dialogue each paragraph. The head says how it ends (unread, waiting: read but not answered, open, done, spam) and
 * may add a language, a number of times, who of us answers, and a customer. `<` they, `>` we, `~` the day after, `✓` done in between,
 * `[picture]` in front of a text, `!code` for a text of ours that never arrived, `☎` a call: `in` or `out`, how long or how
 * it ended, `[sound]` what is kept of it.
 */
export const SUPPORT = `
# unread @Dora Mills
< Good morning! Dora from Mills & Co. Two of our delivery bikes need a check-up before the holidays, could you take them this week?
> Morning Dora! Happy to. Bring them Wednesday before 10 and you'll have both back Thursday evening.
< Wonderful. One of them has been making this noise since Friday, sort of a click on every turn of the pedals
> Sounds like the bottom bracket, or a loose crank bolt. Does it click when you coast, too?
< No, only when pedaling
> Crank or bottom bracket then. Please don't ride it hard until we've had a look.
< [bike-green] This is the one, the green one. Is it all right to ride it over to you?

# unread
< Is my {bike} ready? You said after lunch 🙂

# unread
< Hi! I dropped off my {bike} on {day}, ticket {ticket}. The estimate was {price}. Could you also put on a bell while it's on the stand?
> Sure, we have brass ones at $18 and a plain black one at $9.
< Brass, please!!

# unread
< [tire] Found this in my rear tire. Is the tire toast or just the tube?

# unread
☎ voicemail [squealing-brakes]
< The brakes are squealing again, and it's been four days since you adjusted them. Not thrilled, to be honest. I need the bike tomorrow at 7.

# unread
> Hi {first}, your {bike} is ready: {work}, {price}. We're open until 6.
< Great, can my daughter pick it up? Her name is Alice

# unread
< do you guys have walk in hours for a flat

# unread es
< Hola, buenas tardes. Mi bici hace un ruido raro al frenar, ¿puedo pasar hoy sin cita?

# unread fr
> Bonjour {first}, votre vélo est prêt : révision complète, 95 $. Nous sommes ouverts jusqu'à 18 h.
< Parfait, merci ! Est-ce que je peux payer par carte ?

# waiting
< Quick question: my {bike} has been leaking a bit of oil from the rear hub since the service. Normal?

# waiting
< Hi there, I'd like to have my {bike} boxed for a flight on the 3rd. How much, and how long ahead do you need it?

# waiting
> Hello {first}, the {part} for ticket {ticket} has come in. Shall we fit it {day}?
< Let me check with my husband and get back to you today. What was the total again?

# waiting
< Someone tried to steal my bike and bent the rear triangle. Can aluminum be bent back or is that a new frame?
< It's my {bike}, about four years old

# waiting
< Any chance to move my {day} {time} appointment one hour later?

# open
< Hey, how long is the wait for a tune-up right now?
> About four days at the moment. Drop it off any time and we'll text you when it's on the stand.
< OK I'll bring it tomorrow
> See you tomorrow!

# open
< Hi, the e-bike shows error E07 and won't turn on
> That's usually the speed sensor. Is the little magnet on the rear spoke still there?
< There's a magnet but it's turned sideways
> Turn it so that it faces the sensor, about a finger's width away, and switch on again.
< Still E07 😩
> Then please bring it by, we'll read the log. No charge for looking.
☎ in [error-e07]

# open
< Hello, I bent my derailleur in a bike rack accident on the 38 bus
> Ouch. Can you still shift?
< Only in the three smallest ones
> Please don't use the biggest cog then, it can end up in the spokes. We can see it {day} at {time}?
< {day} works
> Booked, ticket {ticket}. See you then, {first}.

# open
> Hi {first}, we found a crack in the seat tube of your {bike} while cleaning it. Please give us a call or text before we go on.
< Oh no. How bad?
> It's a hairline, right above the weld. Not safe to ride. The frame has a lifetime warranty, and we'd handle the claim for you.
< I'd appreciate that. How long does it take?
> They usually answer in a week. We'll lend you a bike meanwhile.

# open by ada
☎ missed
< I was charged twice for ticket {ticket}, {price} each time
> I'm sorry about that. I can see both charges; the second is a pre-authorization and I've just voided it. It should be gone from your statement in two or three days.
< Thank you for the quick answer
> Of course. If it's still there on {day}, text me and I'll call the bank myself. — Ada

# open
< Do you true wheels while people wait?
> For one wheel usually yes, mornings are best. {price} if the spokes are fine.
< And if they aren't?
> $3 a spoke on top. We'd show you first.

# open
> Hi {first}, this is {us} from Fogline Cycles. Your {bike} is due for its first free check, six weeks after you bought it. Any day this week?

# open
< Can you put tubeless on my {bike}?
> Yes, if the rims allow it. Do they say "TR" or "tubeless ready" anywhere?
< It says TLR
> That's it. {price} for both wheels with sealant and valves, tires extra.
< Let me think about it until payday 😄
> Take your time!

# open
< [chain] Is this chain still good?
> By the look of it, no: the rust has got into the links. We measure chains for free, come by whenever you're near {street}.

# open
< My son's bike got too small. Do you take bikes in part exchange?
> We do, for kids bikes. Between $40 and $90 depending on shape. Bring it in and we'll have a look.

# open es
< Hola, ¿arreglan bicicletas eléctricas que no compré ahí?
> ¡Hola! Sí, la parte mecánica siempre. La eléctrica depende de la marca del motor. ¿Cuál es?
< Es una Garza, motor trasero
> Esa la conocemos bien. Tráigala cuando quiera, el diagnóstico es gratis.

# open
> Hi {first}, your {bike} has been ready since last week (ticket {ticket}). Would you like us to keep it a little longer?
< So sorry, I'm out of town till {day}!
> No problem at all, it's safe and dry here.

# open @Gus Thornbury
> !landline Hi Mr. Thornbury, your {bike} is ready: {work}, {price}. We're open until 6.
☎ voicemail [landline]

# open @Viola Prescott
< Please text me when the wheel is done
> Will do!
> !unreachable Hi Viola, the wheel is trued and waiting for you at the counter. {price}.
☎ out no-answer

# done x9
> Hi {first}, your {bike} is ready for pickup: {work}, {price}. We're open until 6.
< Thanks! I'll come by after work

# done x8
> Hi {first}, your {bike} is done ({work}). Total is {price}. See you soon!
< 👍

# done x6
> Hello {first}, a reminder of your appointment {day} at {time} for the {bike}. Reply here if you need another time.
< I'll be there

# done x3
> Hello {first}, a reminder of your appointment {day} at {time} for the {bike}. Reply here if you need another time.
< Could we make it an hour later?
> Of course, moved. See you {day}.
< Perfect thanks

# done x3
< Hi, is my {bike} done yet?
> Almost! The mechanic is on the test ride. Ready at {time}.
< Great
> And done. {price}, and we topped up your tires.

# done x5
< Do I need an appointment for a flat?
> No, just come by. $20 with the tube, about 15 minutes.
< See you in a bit

# done x3
< What are your hours on Sunday?
> 10 to 4 on Sundays, 9 to 6 all other days.
< Thank you!

# done x2
< Hi, I'd like to book a tune-up for my {bike}
> Sure! {day} at {time} is free, or drop it off any time before.
< {day} {time} please. {first}
> Booked, ticket {ticket}. The basic tune-up is $95; if it needs parts we text you first.
~
> Morning {first}, the chain is past its wear limit. New chain is $38 more. OK?
< Yes go ahead
> Thanks. Ready at {time}.
< Picked up, rides like new!

# done x2
< I think I left my helmet at the shop yesterday. White, with a mirror
> Found it! It's behind the counter with your name on it.
< You're the best

# done
< [bike-blue] My {bike} after your overhaul. Twenty years old and people ask me where I bought it
> That made our day. May we hang the picture over the workbench?
< Please do!

# done
< Hi, my freewheel makes a grinding sound
> All the time or only when you coast?
< Coasting
> Then it wants cleaning and oil, rarely more. {price}. When can we have it?
< Tomorrow morning?
> Perfect.
~
> It was full of beach sand 🏖️ Cleaned, oiled, quiet. Ready whenever you are.
< Ocean Beach. Guilty. On my way

# done
< Is the shop the one next to the donut place on {street}?
> Half a block further, the green door. The donuts are worth the stop though.

# done
< I ordered a {part} with you two weeks ago, any news?
> Sorry for the silence! It was backordered and ships tomorrow. We expect it {day}.
< ok
~
> It's here, {first}. Shall we fit it? 20 minutes while you wait.
< I can come at {time}
> See you at {time}.

# done by ada
< I just want to say that Ben spent half an hour explaining to my mother how her gears work, and she is 78 and has been riding every day since. Thank you.
> That's so kind of you to write, {first}. I'll read it to the whole shop. — Ada

# done
< How do I change the battery of the bike computer you sold me
> There's a slot on the back: turn it with a coin. It takes a CR2032.
< it's beeping now
> Hold the left button for five seconds and it will ask you for the wheel size: enter 2155.
< Works! Thanks

# done
< The lock you sold me is stuck with my bike at City Hall. Help?
> Which one, the folding lock or the U-lock?
< Folding
> Push the key in all the way, then pull it back a hair before you turn. The pin sticks in cold fog.
< It opened!!!
> Glad to hear. A drop of oil at home and it won't happen again.

# done
< Hello, do you repair wheelchairs?
> Tires, tubes, bearings and brakes yes. Not the electric part. What's the trouble?
< A flat on a manual chair
> Come by any time, we'll take it before the bikes. No charge for the labor.
< That is very kind

# done
< My {bike} was stolen last night from {street} & 7th. Serial number is in your system I think, can you send it? The police want it
> I'm so sorry, {first}. Yes: FC-88{ticket}. We've also put it on our wall and on the list the other shops read.
< Thank you
~
☎ out busy
> {first}! A shop in Oakland called, someone tried to sell them your bike. They kept it. Call the Oakland police with case number and they'll release it to you.
< I'm crying. THANK YOU
> Please check the frame when you have it, they often swap parts.
< I will. Going there now
~
< Got it back 💚 Wheels are different but it's MINE
> Bring it by, we'll go over it together. On the house.
< Then I'll bring cookies
✓
< Cookies are in the oven
> All we did was make one phone call. But we do like cookies.

# done
> Hi {first}, we've had a look: {work} is what it needs. {price} all in. Shall we go ahead?
< Is it urgent?
> Not urgent, but it won't get cheaper: the worn part eats the others. Within two months I'd say.
< OK let's do it
> Thanks! Ready {day}.
~
> All done and tested. See you soon!

# done x2
> Hi {first}, we've had a look: {work} is what it needs. {price} all in. Shall we go ahead?
< Yes please
> On it. Ready {day} at {time}.
~
> Ready!
< Coming now

# done
< hi its about the {bike} can u ship it to portland
> We can: boxed and insured it's $140, three days. Would you like that?
< nah ill drive. thx

# done
< Is it OK to wash an e-bike with a hose?
> A gentle hose is fine, a pressure washer isn't. Take the battery out and keep water away from the hubs and the display.
< 🙏

# done
< Do you have a torque wrench I could borrow for five minutes?
> We do, and a cup of coffee with it. Come on by.

# done
< My daughter wants streamers on her handlebar. PINK. She's very clear about it.
> We have pink, and pink with glitter. The glitter ones go fast.
< Glitter. See you at {time}.

# done es
< Hola, ¿ya está lista la bici de mi hijo? Es la roja pequeña.
> ¡Hola! Sí, lista desde esta mañana: frenos nuevos y cadena engrasada. Son 45 dólares.
< Qué rápido. Paso a las cinco.
> Aquí estaremos.

# done es @Lucía Ferrer
☎ voicemail [lost-keys]
< Buenos días, soy Lucía. Alquilé dos bicis con vosotros y creo que me dejé las llaves en la cesta.
> ¡Buenos días, Lucía! Sí, aquí están: un llavero con un pez azul.
< ¡Menos mal! Volamos mañana. ¿A qué hora abrís?
> A las nueve, pero si le viene mejor a las ocho yo ya estoy en el taller.
< A las ocho entonces. Mil gracias.

# done es
< Disculpe, ¿cuánto cuesta cambiar las dos cámaras?
> 40 dólares las dos, mano de obra incluida. No hace falta cita.
< Gracias, voy mañana

# done fr
< Bonjour, j'ai crevé près du parc. Vous réparez sans rendez-vous ?
> Bonjour ! Oui, comptez quinze minutes et 20 $. Nous sommes au coin de la 9e avenue.
< J'arrive à pied 😅

# done fr
< Bonsoir, le vélo loué ce matin fait un bruit au niveau du pédalier. C'est grave ?
> Bonsoir {first}, non, c'est probablement le garde-boue qui frotte. Passez demain et on vous l'échange au besoin.
< D'accord, merci beaucoup.
~
< C'était bien le garde-boue, tout va bien maintenant !

# done @Oliver Hartley
☎ in 1:07
< Hi, I'm over from Manchester with my own bike and the airline bent the rear mech. Any chance of a same-day fix?
> Welcome to San Francisco! Bring it before noon and we'll straighten the hanger while you have lunch.
< Brilliant, cheers

# done
< How much to build up a wheel on my old hub?
> Labor is $90, spokes $45, rim from $60. We'd measure the hub first, some old ones have odd flanges.
< It's from 1974 😬
> Even better. Bring it, we love those.

# done
☎ in 0:41
< Did anyone turn in a small blue backpack on your Saturday group ride?
> Not yet, I'll ask in the riders' group.
~
> Found: Theo has it. He'll leave it at the shop tonight.
< Amazing. Thank you both

# done
< the pedal came off again
> I'm sorry! That means the thread of the crank is gone, tightening won't hold any more. A new left crank is $48 and we'll fit it free since you were here twice.
< fair. when
> Today at {time} if you like.
< ok

# done x3
> Hi {first}, it's been a year since we serviced your {bike}. A check before the rains is free for our customers. Shall we find you a day?
< Yes! {day}?
> {day} at {time}. Booked.

# done x2
> Hi {first}, it's been a year since we serviced your {bike}. A check before the rains is free for our customers. Shall we find you a day?
< Not this time, thanks
> No worries. Ride safe!

# done @Rex Holloway
> !blocked-by-carrier Hi {first}, your {bike} is ready: {work}, {price}. Details and payment: foglinecycles.example/t/{ticket}
> Hi {first}, your {bike} is ready. We're open until 6.
< Got it, be there at 5

# done
< Are you open on the 4th?
> We are, 10 to 2, and there's lemonade.

# done
< What tire pressure for a cargo bike with two kids on it?
> About 50 in front and 60 in the back for yours. The kids are optional.
< They are not 😂

# done
< Just got home and noticed the rear light isn't working anymore, it did before
> Then I'll have pinched the wire, my mistake. Come any time and I'll fix it right away. — {us}
< Tomorrow lunch?
> I'll be here.
~
< Light works. Thanks for being so straight about it.

# done
< Could you write me a receipt with my company's name for ticket {ticket}? For taxes
> Sure, what's the name?
< Same as mine, plus "Consulting LLC"
> Sent to the email that we have of you.

# spam
< CONGRATS! Your business was approved for a $150,000 loan. Reply YES to get funds TODAY

# spam
< Hi, I noticed your website isn't ranking on page 1. Our SEO experts guarantee results in 14 days!! Interested?

# spam
< Final notice: your delivery is on hold, confirm the address at parcel-check.example within 12 hours

# spam
< Hello dear, is this Jennifer? We met at the conference in Vegas

# spam
< We buy bikes in bulk best price whatsapp only

# spam
< Your Google listing will be REMOVED. Call now to verify

# spam
< Earn $900/day from home, no experience needed. Text START

# spam
< Hi is this still available?
< Hello
< I am interested please send verification code
`

export const SALES = `
# unread
☎ voicemail [test-ride]
< Hi! Do you still have the {model} in {color}, size {size}? I could come by for a test ride tomorrow.

# unread @Desmond Achebe
☎ missed
< We'd like six e-bikes for the team, to get around between sites. Is there a fleet discount, and who would service them?
> Hi {first}, there is: 12% from five bikes on, and service at your place every quarter is included the first year. I can bring two models over so people can try them.
< That sounds great. Would next {day} at {time} work? We're on {street}.

# unread
> Hi {first}, it's {us} from Fogline Cycles. How did the {model} feel after a night's sleep?
< I dreamt about it, does that answer your question 😄 Is the {color} one still there?

# unread
< is the cargo bike negotiable
☎ missed

# unread
< [map] Is this where the Sunday test ride starts? And do I need to bring my own helmet?

# waiting
< Thanks for the quote. I have one from another shop that's $150 lower, could you match it?

# waiting
< What's the range of the Heron E-City with two kids on the back and the hills around here? Honest number please

# waiting
> Hi {first}, the {model} that you wanted came in, size {size}, {color}. Shall I put it aside for you?
< Yes!! Until when?

# waiting
< Do you rent the Pelican for a weekend? We're moving a piano stool and forty plants

# waiting fr
< Bonjour, je cherche un vélo pliant pour prendre le train. Lequel me conseillez-vous ?

# open
< Hello, I'm looking for a first bike for my daughter, she's six
> Lovely! How tall is she? At six it's usually a 20 inch, some start on 16.
< 3'10"
> Then the Plover 20". It weighs 15 lb, which matters more than gears at that age. Come and let her try, Saturday mornings we have the yard free.
< We'll come Saturday
> See you both then!

# open
< Is there a waiting list for the {model}?
> There is, a short one: two before you. The next delivery is in about three weeks. Shall I add you?
< Yes please. {color} if possible
> Added. I'll text you as soon as the truck has been.

# open
> Hi {first}, your new {model} is assembled and ready. When would you like to collect it? Plan half an hour, we fit it to you.
< Saturday first thing?
> 9 o'clock, and coffee's on us.
< ❤️
> See you Saturday!

# open
< Do you do the employer bike program paperwork?
> We do. Send us the name of your HR contact and we'll take it from there. You pay nothing up front.
< dana@… I'll mail it to you
> Perfect.

# open by ada @Dale Hutchins
☎ out 6:12
< Ada, the board approved it. Eight Juniper 3s for the staff, plus racks. Can you send the final quote to me today?
> Wonderful news, {first}! You'll have it by {time}. Delivery in two lots: five in two weeks, three the week after.
< Perfect
> Sent. Thank you for sticking with us through the committee 😊

# open
< Whats the difference between the Juniper and the Osprey
> Short version: Juniper for town, Osprey if you also leave the pavement. The Osprey has wider tires and lower gears, the Juniper has fenders and lights built in.
< I leave the pavement about twice a year by accident
> Juniper it is 😄 Want to try one?

# open
< Could you send me pictures of the {color} {model}?
> I'll take some as soon as the sun is out, the studio lamp makes it look orange.

# open
> Hi {first}, thanks for the deposit. Your {model} is ordered in {color}, size {size}. I'll write when it ships.
< Yay! Thank you {us}

# open
< hey do u buy used bikes
> We do, if they're ours or something we can service well. Which one is it?
< a juniper, 2 yrs old, medium
> Those we like! Between $380 and $460 depending on the drivetrain. Bring it by with an ID.

# open
< Do you have gift cards?
> We do, any amount from $20. We can text it, or print it on nice paper with a bicycle on it.
< Nice paper please. $100. It's for my brother in law
> It'll be at the counter under your name.

# open @Rupert Langley
< We're a tour company and need 14 rentals for the 9th. Too late?
> Not too late, but I have 11 of the same kind. Would three of another model be all right for the guides?
< The guides will ride anything
> Then it's done. I'll hold all 14 from 8 am. Helmets?
< All sizes please
> Noted.
☎ in [guided-tour]

# open es
< Hola, ¿tienen bicicletas de paseo para mujer de estatura baja?
> ¡Hola! Sí, la Juniper de cuadro abierto en talla S va muy bien desde 1,50 m. ¿Quiere probarla?
< Me encantaría. ¿El sábado?
> El sábado a las 11, le reservo media hora.

# open
< Does the child seat fit the {model}?
> Yes, with the adapter for wide racks, which we have. $28, fitted.

# open
< Just wanted to check, the sale ends Sunday?
> Sunday at 4, yes. After that the {model} goes back to full price.

# open
> Hi {first}, the {part} you were asking about is back in stock. Shall I put one aside?

# open @Minnie Carver
> !unknown-number Hi Minnie, it's {us} from Fogline Cycles. The {model} in {color} has arrived, come and see it!

# open
< Is the tandem in the window for sale or decoration?
> Officially decoration. Unofficially everything is for sale. It needs two people who like each other.
< We'll come and test both
> 😄 Any time.

# open
< Hi {us}, still thinking about it. My knees are not what they were, would an e-bike be cheating?
> Cheating would be taking the car. Come and ride up 17th with one, then decide.

# done x6
< Is the {model} available in {color}?
> Yes, in {size} and one size up. Would you like to try it?
< Thanks, I'll stop by {day}
> Great, ask for {us}!

# done x6
> Hi {first}, thanks for coming in today! The {model} in {color}, size {size}, is set aside for you until {day}.
< Thank you {us}!

# done x5
> Hi {first}, it's {us} from Fogline. How's life with the new {model}?
< Love it! Best commute of my life
> So happy to hear that. Your first check is free, any time in the next six weeks.

# done x5
< Hi, what does the {model} cost?
> From $890, the {color} one is $940. We have it here if you'd like to ride it.
< A bit over my budget, thank you though
> No worries. We get trade-ins every week, want me to text you when one comes in?
< Yes please!

# done x2
< Do you have a {part} in stock?
> Yes, two left. I can keep one for you until {day}.
< Please do, {first}
> It's at the counter.

# done x2
< Can I book a test ride for the {model}?
> Gladly! {day} at {time}?
< Perfect
> Booked. Bring an ID and comfortable shoes.
~
< That was so much fun. I'll take it!
> I saw it on your face 😄 I'll get the paperwork ready.

# done x2
< How much is a rental for a day?
> $38 for a city bike, $62 for an e-bike, helmet and lock included.
< Two e-bikes for Saturday please. {first}
> Reserved from 9 to 6. See you Saturday!

# done
< We'd love to do something special for my dad's 70th, he rode a red ten-speed his whole youth
> What a lovely idea. I have a 1981 frame in the back that could become exactly that. Shall I send you what it would cost to build up?
< YES
> About $780 with new wheels and the old shifters polished. Three weeks.
< Do it. Don't tell him, he's a customer of yours!
> My lips are sealed.
~
> He's ready, and he shines.
< He's going to cry. We'll come {day} at {time}, all eleven of us
> We'll put the kettle on.
✓
< [bike-red] He cried. Thank you from the whole family
> So did I, a little.

# done
< My company pays half of a bike, do you know how that works?
> Yes! You choose, we send them the invoice for their half, you pay the rest when you collect. Takes a week.
< So easy. I'll come on {day}

# done
< Do you deliver?
> In the city yes, it's free above $500. Assembled and adjusted.
< And to Berkeley?
> $35, Tuesdays and Fridays.
< Friday then. I paid online, order {ticket}
> Found it. Friday between 2 and 4.
~
< It's here and it's beautiful

# done
< hi, how tall for the kestrel mini
> From 4'10" to 6'2", the seatpost is very long.
< lol ok im 6'4
> Then the Osprey in XL is your friend. Your knees will thank you.

# done by ada
< Is there any chance of an internship in the workshop this summer? I'm 17 and I've rebuilt two bikes on my own
> I like this message a lot. Come by {day} after {time} with one of the two, and show me. — Ada
< THANK YOU

# done
< Could you put my old bell on the new bike? It was my grandmother's
> It would be an honor. Bring it when you collect.

# done
☎ in 3:26
< Which lock do you recommend? Mine gets parked at BART all day
> The 14 mm U-lock for the frame and a cable for the front wheel, $85 together. And register the bike, it's free: we do that for you when you buy.
< Sold

# done
< Do you have financing for the cargo bike
> Twelve months without interest, from $500 on. Takes five minutes in the shop.
< ok good to know

# done @Terrence Boyd
☎ out 2:20
< {us}, we're hiring two couriers. Same spec as the last four, can you do them by the 15th?
> Hi Terrence! Same spec is fine, except the racks: new version, holds 10 lb more, same price. OK?
< Even better. Invoice to the collective as usual
> Will do. Ready on the 14th.
~
> Both are ready. Keys are labeled 5 and 6.
< You're a machine

# done @Winnie Caldwell
< Hello! We're the preschool on Judah. Would you sell us eight balance bikes, and maybe come and show the children how to fix a flat?
> We would love that! 15% off for schools, and the flat-fixing show is free. Ben does it with puppets.
< With PUPPETS?
> It has to be seen. How about {day} at {time}?
< The children are counting the days already
~
< They've talked of nothing else. Thank you, all of you!

# done @Bea Kowalski
< Morning {us}, do you know anything about bread trailers? Ours is falling apart
> Morning Bea! There's a Danish one that takes 90 lb and has a lid. I can have it here in ten days, $640.
< Does a box 60 x 40 fit?
> Two of them, on top of each other.
< Then yes please
~
> It's here and it smells of nothing yet. Come and change that.
< On my way with croissants 🥐

# done es
< Buenas, ¿alquilan bicis con silla para niño?
> ¡Buenas! Sí, tenemos dos con silla, hasta 22 kilos. 45 dólares al día con casco.
< Perfecto, una para el domingo a nombre de {first}.
> Reservada. Abrimos a las diez.

# done es @Marisol Paredes
< Hola {us}, soy la clienta de la bici verde. ¡Estoy encantada! Mi hermana quiere una igual.
> ¡Qué alegría! Nos queda una en su talla. ¿Se la aparto?
< Sí, por favor, pasa el jueves.
> Hecho. Dele un saludo de mi parte.

# done fr
< Bonjour, louez-vous des tandems ? C'est pour un anniversaire de mariage.
> Bonjour et félicitations ! Oui, nous en avons deux : 70 $ la journée.
< Parfait pour samedi. Peut-on y mettre un petit bouquet ?
> Bien sûr, nous attacherons un panier devant.
< Merci infiniment

# done fr @Manon Lefèvre
< Bonjour {us}, le vélo est arrivé à l'atelier, tout le monde est ravi. Merci pour tout.
> Merci à vous {first}, au plaisir de vous revoir !

# done @Gareth Pugh
< We're a group of nine from Leeds next May, riding down to LA. Could we hire touring bikes one way?
> One way works if we collect them with the van: $180 for all nine. The bikes are $55 a day each, less after a week.
< That's very reasonable. I'll talk to the lads and come back to you
> Lovely. May fills up by February, just so you know.
< Noted!

# done
< I changed my mind about the {color} one, can I still switch to {size}?
> You can, nothing has been cut yet. Switched. Same price.
< You're a star

# done
< Do you ship to Hawaii
> We do, it goes by sea: $210 and about three weeks.
< Mahalo, I'll look for something on the island first

# done
< What happens to the old bikes that you take back?
> We repair them with volunteers on Thursday nights and give them to people who need one. You'd be welcome, there's pizza.
< I can't fix anything but I can bring pizza
> Then you're hired.

# done @Bruno Falk
> Hi {first}, the {model} is on sale this weekend, $120 off.
< STOP
✓
< Nothing against you, I just get too many texts

# done
< Your price tag says 890 and the website says 860
> Thank you for telling us! 860 it is, and I'll fix the tag.

# done x3
> Hi {first}, a {model} like the one you were looking for just came in as a trade-in: {color}, size {size}, $520. Interested?
< Already found one, thank you for thinking of me!
> Glad to hear it. Ride safe!

# done x2
> Hi {first}, a {model} like the one you were looking for just came in as a trade-in: {color}, size {size}, $520. Interested?
< YES. Don't sell it, I'm coming after work
> It has your name on it.

# spam
< Boost your sales with AI! 10,000 leads for $99, limited offer

# spam
< Hello sir/madam we are manufacturer of bicycle parts in bulk kindly advise your purchasing email

# spam
< You have (1) unclaimed prize. Tap: win-big.example

# spam
< Do you accept crypto? I want to order 40 bikes, my shipper will collect, I overpay by check

# spam
< Is your car warranty about to expire? Reply 1

# spam
< Hey, it's been a while! Remember me? I have an amazing investment opportunity
`
