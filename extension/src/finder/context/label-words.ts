// Classifies the words beside a number, in many languages: words for a phone, a fax, other things …

import { BoundedCache } from '../text/bounded-cache.ts';
import { Lexicon } from './lexicon.ts';
import { NON_PHONE_WORDS } from './non-phone-words.ts';

/**
 * `phone`, `fax`: "Tel", "hotline", "Faks"; `other`: a thing with a number of its own, "invoice", "account";
 * `customer`: somebody who has both a phone number and a number of another kind, "client", "booking";
 * `number`: the word "number" itself; `possessive`: "my", "this", "new": the number after it is a phone
 * number; `filler`: "is", "the".
 */
export type WordClass = 'phone' | 'fax' | 'other' | 'customer' | 'number' | 'possessive' | 'filler';

// The lists use the notation of lexicon.ts: `tel*` is a word that begins so, `*phone` one that ends so
// (`+nummer`: one with something before it), `*话*` one that contains it, `client~` one with an ending of up
// to three letters. Words are compared in lower case and without accents.

const FAX = `fax* faks* telefax* telefaks* *telefax telecop* facsimile факс* φαξ* *传真* *傳真* *伝真* *ファックス* *ファクス*
  *ファクシミリ* *팩스* *فاكس* *فکس* *دورنگار* *פקס* *แฟกซ์* *แฟ็กซ์* *โทรสาร* *फैक्स* *ফ্যাক্স* fks`;

// Verbs for calling somebody, in the forms that precede a number: "called", "anzurufen", "дозвонился по".
const CALL_VERBS = `called phoned phoning telephoned rang ringing texted texting rief ruft angerufen anzurufen melden klingel*
  belde belden gebeld belt opbellen opgebeld opgebel* contactez contacter contactar contacte contacteer* contactati composez
  composer marque marcar marcad marque razon telefone* comuniquese comunicarse prensa imprensa liguem ligam ligou liguei ligando
  ligamos disque disquem discar componi comporre componete trucar truqueu truca chame chamar chamade deitu
  suna sunat sunam sunand apel* dyzurn* oddzwon* przedzwon* wydzwan* vola volal* volam* volaj* zavol* dovolat
  dovolal* prozvon* poklicite poklical* nazovi* nazvao nazvala zvao zvala zvati pozovi* nazvati позов* звао звала назов*
  обад* обажд* звън* набер* набир* набрать набрал* набрат* перезвон* дозвон* созвон* зателефон* передзвон* додзвон*
  јавете побарајте ѕвон* тэл* патэлеф* hivd hivt* hivas* hivh* tarcsaz* soitt* soitin soitim* helist* zvan*
  piezvan* skambin* paskambin* susisiek* ringde ringa ringt ringede ringte opkald* oppring* hring* ringj* καλεσ* καλειτε
  καλω* παρε* παρτε* πηρα πηραμε επικοινων* aradim aradik arayabilir* ulasin* ulasabil* zeng қоңырау* хабарлас* დარეკ*
  დაგვირეკ* զանգ* *خدمة* كلمن* *للاستفسار* *زنگ* *رابطہ* کال *התקשר* *צלצל* *डायल* কল ডায়াল* *அழை* *สายด่วน* telpon*
  telfon* menelepon* menelpon* dihubungi menghubungi tawag* tumawag* tinawag* pigia* *打咗* *打過* *打过* *打俾* *打畀* *打给*
  *打給* *打去* *打到* *打了* *來電* *来电* *請撥* *请拨* *ダイヤル* *連絡* *걸어* *연락*`;

const PHONE = `ani dnis cli clid alternate gratisnummer* kundeservice kundenservice kundtjanst asiakaspalvel* klantenservice
  ugyfelszolgal* obsluga* мо *टोल* *फ्री* *मो* toll-free toll line pbx pabx did callerid uan handy* notfall* jour jouren jourtel* jourhav* journummer* bereitschaft* kontaktnr
  facturation facturacion faturamento fatturazione 내번호* 제번호* 새번호* 이번호* *同号* *同號* *問い合わせ* *問合* الموحد hivo*
  care service services servicio servicos servizio support help info infos
  assistance sales serviss khidmat layanan ruckfrag* tlm 06-nummer* 08*-nummer* 09*-nummer* reservations bookings tel(?!lim)* phone* *phone
  *phones ph fon fone fono *fono *telefon *telefono *telefone call calls calling callback caller dial*
  ring mob mobil* cell cells cellular cellphone *hotline* helpline helpdesk landline switchboard
  reception tollfree freephone freecall whatsapp whats wa sms text voice viber reach pager
  msisdn voip handset enquir(?!y$)* inquir(?!y$)* contact contacts kontakt* contatt* contacto contato direct desk
  office γραφει* hq home landlines handy *handynummer *rufnummer *rufnr *telefonnummer *mobilnummer *durchwahl
  durchwahl* anruf* ruckruf* ruf rufen festnetz* zentrale notruf* fernsprech* erreichbar erreichen
  hotlinenummer servicenummer portable appel* joindre joignable standard fixe gsm numerovert vert tfno
  tlf tlfn tfn tf movil* llam* celular* cel fijo centralita conmutador linea lada ligue ligar ligacao
  fones cellulare recapito chiam* centralino verde *telefoonnummer bel bellen mobiel* bereikbaar vaxel
  sentralbord omstilling ringe ringer puh puhelin* *puhelin matkapuhelin* soita* vaihde kom komorka
  zadzwon* dzwon* infolinia stacjonarny volejte volat zavolejte pevna linka infolinka mobitel*
  nazovite zovite klic* pokličite hivj* sunati apelati suna тел* *телефон моб мобил* мобіл* звон*
  позвон* дзвон* подзвон* сотов* горячая горяча гаряча обадете гсм ватсап вайбер τηλ* κιν κινητο*
  καλεστε cep ceptel arayin arayiniz ara *هاتف* *جوال* *موبايل* *تلفون* *محمول* *اتصل* *اتصال*
  *للتواصل* *واتساب* *تلفن* *موبایل* همراه *تماس* *فون* موبائل *טלפון* *נייד* טל *חייג* *להתקשר*
  *התקשרו* *ווטסאפ* *फोन* *फ़ोन* *मोबाइल* *मोबाईल* *दूरभाष* *कॉल* *संपर्क* *सम्पर्क* *ফোন* *মোবাইল*
  *যোগাযোগ* *হটলাইন* *தொலைபேசி* *கைபேசி* *ఫోన్* *ಫೋನ್* *ഫോൺ* *ફોન* *ਫੋਨ* *ଫୋନ* *โทร* *มือถือ* *ติดต่อ*
  *เบอร์* *ဖုန်း* *ទូរស័ព្ទ* *ໂທ* dt thoai hotline dđ dd sdt goi *telepon* tlp hp ponsel hubungi nohp
  notelp *电话* *電話* *手机* *手機* *热线* *熱線* *联系* *聯絡* *联络* *致电* *致電* *拨打* *撥打* *携帯* *连线* *座机* *专线* *直线*
  *전화* *휴대폰* *핸드폰* *연락처* *휴대전화* *대표번호* *문의* *직통* *콜센터* talr* simu ტელ* მობ* հեռ* утас* simi
  ${CALL_VERBS}`;

const CUSTOMER = `hang pelanggan objednavky comenzi заказов заказы narocila enquiry inquiry לקוח client~ klient~ klant~ kund~ customer~ abonn~ abon~ soci~ usuar~ musteri~ zakaznik~ asiakas~ ugyfel~
  reserv~ rezerv~ rezervac* rezerw~ reservation~ bokning~ booking~ boeking~ reservering~ prenotazion~ foglalas~ varaus~ quote
  quotation application catalog~ catalogue~ inscription reclamation livraison expedition appointment delivery talep~
  kayit~ basvuru~ zgloszeni~ бронирован~ бронюван~ κρατησεις παραγγελιες member~ patient~`;

const NUMBER = `номере номерам номерами номерів номерах numere numeron numeroon numerosta numerossa numeroa cislech cisle cislu
  numerze numery szamot szamon szamra numeri numeriu numura numuru numuram stevilke αριθμου νουμερο numaradan numaraya
  numarayi numarada n no nos nr nrs num number numbers numero numeros numer numeru numerem cislo cisla cislem szam szama szamom
  szamunk nummer nummern numret nummeret номер номера номером номеру номерът αριθμος αριθμο numara numarasi numaram
  numaramiz numaraniz nomor nombor so numar numarul numaru broj broja brojem stevilka stevilki stevilko numeris numurs
  tala namba nambari nº n° nro nmr nbr number numeroni 号 號 号码* 號碼* 番号* 번호* رقم الرقم رقمي رقمنا برقم
  شماره نمبر מס מספר המספר מספרי *नंबर* *नम्बर* *संख्या* *নম্বর* *หมายเลข* *எண்* *నంబర్*`;

const POSSESSIVE = `brezplacn* besplatn* bezplatn* bezmaksas tasuta nemokam* бесплатн* безплатн* безкоштовн* δωρεαν maksuton
  my our your his her their this these following below new current own mein meine meiner meinem meinen unser
  unsere unserer unseren unserem deine deiner ihre ihrer neue neuen neuer neues aktuelle aktuellen folgende folgender
  folgenden diese dieser diesen diesem eigene mon notre votre ton ce cet nouveau nouvel suivant actuel mi mis tu su
  nuestro este nuevo siguiente meu minha nosso seu esse novo seguinte mio nostro suo vostro tuo questo nuovo seguente
  mijn ons onze jouw uw nieuwe dit deze volgende min mitt mina vart vår vårt din ditt nya nytt nye ny detta dette
  foljande følgende minun uusi tama oma moj moje mojego nowy nowego nasz naszego ten tego muj nase novy nove noveho
  tento toto novi ovaj uj noul nov meu nostru мой моя мои мои наш новый новии этот этого следующии свои мии мій новии наш цей
  цеи нов новият новия новото ми ни моят нашият νεο νεος μου μας αυτο yeni benim bizim bu mera meri mere hamara naya yeh मेरा मेरे हमारा नया यह
  আমার নতুন এই moi toi nay baru saya kami ini جديد الجديد هذا שלי שלנו החדש חדש הזה 我的 新的 新 この 新しい 새 제 내 이
  jaunais mans naujas mano uus minu emergency urgent urgence urgencias emergenza emergencia local central general main
  free green zold zelena zelene zielony ingyenes gratis gratuit gratuito kostenlose kostenfreie ucretsiz бесплатныи
  бесплатный безкоштовныи unique unico direct daytime evening alternative preferred backup second other clinic shop right correct`;

const FILLER = `по на за под pod po przez free al alla ao aos na em sul zum zur beim unter uber via au aux del dem den is was are ist est es esta
  sind war the of at on us to under der die das und and or oder y e o et ou は 为 為 是 은 는 in for please pls by de la
  le el di della do da value val string int str old main er ar on je si jest lautet lautete hai kiya e è é ir yra е је є это ειναι הוא هو है হচ্ছে adalah ialah คือ です 입니다 la olup dir то to wa`;

// In this order: a word of several lists has the class of the first.
const CLASSES = ['fax', 'phone', 'other', 'customer', 'number', 'possessive', 'filler'] as const;
const LISTS = [FAX, PHONE, NON_PHONE_WORDS, CUSTOMER, NUMBER, POSSESSIVE, FILLER];

let lexicon: Lexicon | undefined; // built when the first word is classified
const wordClasses = new BoundedCache(computeClass);

/** The class of one word; undefined where it is in no list. */
export function classifyWord(word: string): WordClass | undefined {
  return wordClasses.get(word) ?? undefined;
}

/** Lower case and without accents, as words are compared: "Číslo" becomes "cislo". */
function foldAccents(text: string): string {
  return text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ı', 'i').replaceAll('ł', 'l');
}

const NUMBER_ABBREVIATION = /^(?:č|št|бр|αρ|ap|mã số)$/iu; // without accents they would be other words
const SIMPLE_WORD = /^[A-Z]*[a-z]*$/; // one part, without accents: "Tel", "FAX"
const PART_BORDER = /[_’-]|(?<=\p{Ll})(?=\p{Lu})/u; // "Fax-Nr", "phone_number", "orderId"

// A compound of a word for "number" in Chinese or Japanese, such as "订单号" and "会員番号", names something else:
// but not "my number", "new number", "this number", "old number" and the like.
const POSSESSIVE_COMPOUND = /[新我本此的](?:番号|號碼|号码|[号號]$)/u;
const OTHER_COMPOUND =
  /(?![新本此的我这這个個旧同番])[\p{Script=Han}\p{Script=Katakana}ーA-Z](?:番号|號碼|号码|[号號]$)/u;

function computeClass(word: string): WordClass | null {
  if (NUMBER_ABBREVIATION.test(word)) return 'number';
  if (word === 'po') return 'filler'; // a preposition in Slavic languages; "PO" is a purchase order
  if (word === 'best') return 'possessive'; // "best number"; "Best.-Nr." is the number of a German order
  lexicon ??= new Lexicon(LISTS.map(foldAccents));
  if (SIMPLE_WORD.test(word)) return CLASSES[lexicon.listOf(word.toLowerCase())] ?? null;
  // "C.I." is an identity card, "ci" a pronoun.
  const isDotted = word.includes('.');
  let list = isDotted ? lexicon.listOf(foldAccents(word.replace(/\.$/, ''))) : CLASSES.length;
  list = Math.min(
    list,
    lexicon.listOf(foldAccents(word.replace(/^['’-]+|['’\u055a-\u055f]+$|[."\u05f3\u05f4]/g, ''))),
  );
  // Each part of "orderId" and "Fax-Nr" counts; the part with the first list decides.
  for (const part of word.replaceAll('.', '').split(PART_BORDER))
    list = Math.min(list, lexicon.listOf(foldAccents(part)));
  const listed = CLASSES[list];
  if (listed) return listed;
  if (POSSESSIVE_COMPOUND.test(word)) return 'phone';
  return OTHER_COMPOUND.test(word) ? 'other' : null;
}
